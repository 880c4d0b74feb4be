// The one port: pipeline, lane and doors bound together over what the areas give.
import type { PortConfig } from '../config/index.js';
import { createDoors, type DoorsDeps } from './doors.js';
import { createGrpcUnary } from './grpc-unary.js';
import { portLimits } from './limits.js';
import { createPipeline, type PipelineDeps } from './pipeline.js';
import { type Areas, methodsOf, streamMethodsOf } from './rpc.js';
import { createServer, type Server } from './server.js';
import { createStreamPipeline } from './stream-pipeline.js';

export interface PortDeps extends Pick<DoorsDeps, 'health' | 'metrics' | 'jwks'> {
  readonly areas: Areas & { readonly oauth: DoorsDeps['oauth']['rpc'] };
  readonly pipeline: PipelineDeps;
  /** `iss`; its path is the path that everything else lies under. */
  readonly issuer: string;
  readonly keyring: DoorsDeps['oauth']['keyring'];
  readonly limits: PortConfig;
}

/** A server that does not listen yet. */
export function createPort({ areas, pipeline, issuer, keyring, limits, ...rest }: PortDeps): Server {
  const { health } = rest;
  const [methods, invoke] = [methodsOf(areas), createPipeline(pipeline)];
  const doors = createDoors({
    ...rest,
    methods,
    invoke,
    streams: streamMethodsOf(areas),
    invokeStream: createStreamPipeline({ ...pipeline, leaving: health.leaving }),
    oauth: { rpc: areas.oauth, issuer, keyring },
  });
  const basePath = new URL(issuer).pathname;
  return createServer({
    unary: createGrpcUnary({ methods, invoke }),
    doors,
    basePath,
    limits: portLimits(limits),
    clock: pipeline.clock,
    random: pipeline.random,
    drain: health.drain,
  });
}
