// The doors of the one port, in the order in which they are asked.

import type { JwkSet } from '../signing/index.js';
import { createConnectDoor } from './connect/connect-door.js';
import type { Door } from './door.js';
import type { Health } from './health/health.js';
import { createHealthDoor } from './health/health-door.js';
import { HealthService, healthService } from './health/rpc.js';
import { createJwksDoor } from './jwks/jwks-door.js';
import type { StreamMethod } from './method.js';
import { createMetricsDoor, type MetricsSource } from './metrics/metrics-door.js';
import { createOAuthDoor, type OAuthDoorDeps } from './oauth/oauth-door.js';
import type { Invoke, Method } from './pipeline.js';
import { reflectionService } from './reflection/rpc.js';
import { createRestDoor } from './rest/rest-door.js';
import { createRevocationsDoor } from './revocations/revocations-door.js';
import type { InvokeStream } from './stream-pipeline.js';

export interface DoorsDeps {
  readonly methods: readonly Method[];
  readonly invoke: Invoke;
  readonly streams: readonly StreamMethod[];
  readonly invokeStream: InvokeStream;
  readonly health: Health;
  readonly metrics: MetricsSource;
  /** The key set as of now. */
  readonly jwks: () => JwkSet;
  readonly oauth: Omit<OAuthDoorDeps, 'invoke'>;
}

export function createDoors(deps: DoorsDeps): readonly Door[] {
  const { methods, invoke, streams, invokeStream, health, metrics, jwks, oauth } = deps;
  const services = [...new Set([...methods, ...streams].map(({ descriptor }) => descriptor.parent))];
  const names = [...services, HealthService].map(({ typeName }) => typeName);
  const beside = [healthService({ health, services: names }), reflectionService([...services, HealthService])];
  return [
    createHealthDoor(health),
    createMetricsDoor(metrics),
    createJwksDoor(jwks),
    createConnectDoor({ methods, invoke, streams, invokeStream, services: beside }),
    // Before REST, which answers for all of /.well-known.
    createOAuthDoor({ ...oauth, invoke }),
    createRevocationsDoor({ methods, invoke }),
    createRestDoor({ methods, invoke }),
  ];
}
