// grpc.health.v1 for the server as a whole and for each of its services: all serve, or none.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectRouter } from '@connectrpc/connect';
import {
  Health as HealthService,
  HealthCheckResponse_ServingStatus as Status,
} from '../../../gen/health/v1/health_pb.js';
import { FrontierError, notFound } from '../../kernel/errors.js';
import { toConnectError } from '../connect/connect-error.js';
import type { Health } from './health.js';

export { HealthService };

export interface HealthServiceDeps {
  readonly health: Health;
  /** Full names, e.g. `raystack.frontier.v1beta1.FrontierService`. The empty name is always known. */
  readonly services: readonly string[];
  /** How often a watched status is looked at, in milliseconds; 5 s unless told otherwise. */
  readonly everyMs?: number;
}

/** Check, Watch and List; public, outside the pipeline. */
export function healthService(deps: HealthServiceDeps): (router: ConnectRouter) => void {
  const known = new Set(['', ...deps.services]);
  return (router) =>
    router.service(HealthService, {
      check: async ({ service }, { protocolName }) => {
        if (!known.has(service)) throw toConnectError(notFound('service'), protocolName);
        return { status: await statusOf(deps.health) };
      },
      list: async () => {
        const status = await statusOf(deps.health);
        return { statuses: Object.fromEntries([...known].map((service) => [service, { status }])) };
      },
      watch: async function* ({ service }, { signal, protocolName }) {
        for await (const status of watch(deps, known.has(service), signal)) yield { status };
        throw toConnectError(new FrontierError('unavailable', 'LEAVING', 'the server is leaving'), protocolName);
      },
    });
}

/** The status now and each time it changes, until the client is gone or the process leaves. */
async function* watch(
  { health, everyMs = 5000 }: HealthServiceDeps,
  known: boolean,
  gone: AbortSignal,
): AsyncGenerator<Status> {
  const stop = AbortSignal.any([gone, health.leaving]);
  let last: Status | undefined;
  while (!gone.aborted) {
    const status = known ? await statusOf(health) : Status.SERVICE_UNKNOWN;
    if (status !== last) yield status;
    last = status;
    if (health.leaving.aborted) return;
    await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function statusOf(health: Health): Promise<Status> {
  const { ready } = await health.readiness();
  return ready ? Status.SERVING : Status.NOT_SERVING;
}
