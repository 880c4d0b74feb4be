// The product's services with handlers that need nothing behind them, on a real port.
import type { DescMethod } from '@bufbuild/protobuf';
import { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { systemClock } from '../../src/kernel/clock.js';
import { FrontierError, invalidFields, notAuthenticated } from '../../src/kernel/errors.js';
import type { Principal } from '../../src/kernel/principal.js';
import { systemRandom } from '../../src/kernel/random.js';
import type { CallMeta } from '../../src/kernel/rpc.js';
import { ALIASES } from '../../src/transport/compat/aliases.js';
import { createDoors } from '../../src/transport/doors.js';
import { createGrpcUnary } from '../../src/transport/grpc-unary.js';
import { createHealth, type Health, type Readiness } from '../../src/transport/health/health.js';
import type { PortLimits } from '../../src/transport/limits.js';
import { createPipeline, type FinishedCall, type PipelineDeps } from '../../src/transport/pipeline.js';
import { type Areas, methodsOf, streamMethodsOf } from '../../src/transport/rpc.js';
import { createServer } from '../../src/transport/server.js';
import { createStreamPipeline } from '../../src/transport/stream-pipeline.js';

export const CALLER: Principal = {
  namespace: 'app/serviceuser',
  id: 'caller',
  via: 'client_credentials',
  credentialId: 'c',
};

/** `Bearer good` is the caller; anything else presented is no good. */
export function authenticate(meta: CallMeta): Principal | undefined {
  const header = meta.header('authorization');
  if (header === undefined) return undefined;
  if (header !== 'Bearer good') throw notAuthenticated('TOKEN_INVALID');
  return CALLER;
}

/** Every RPC answers its empty message, or an empty stream, to anyone authenticated, but for what `given` says. */
export function fakeAreas(given: { [K in keyof Areas]?: Partial<Areas[K]> } = {}): Areas {
  const all = (
    service: typeof FrontierService | typeof AdminService,
    choose: (kind: DescMethod['methodKind']) => unknown,
  ) =>
    Object.fromEntries(
      service.methods
        .filter(({ localName }) => !(localName in ALIASES))
        .map(({ localName, methodKind }) => [localName, choose(methodKind)]),
    );
  const handler = (kind: DescMethod['methodKind']) => (kind === 'unary' ? () => ({}) : async function* () {});
  const rule = () => 'authenticated';
  return {
    frontier: { ...all(FrontierService, handler), ...given.frontier },
    frontierAccess: { ...all(FrontierService, rule), ...given.frontierAccess },
    admin: { ...all(AdminService, handler), ...given.admin },
    adminAccess: { ...all(AdminService, rule), ...given.adminAccess },
    oauth: { authToken: () => ({}), introspectToken: () => ({}), revokeToken: () => ({}), ...given.oauth },
  } as unknown as Areas;
}

export interface Product {
  readonly url: string;
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly observed: FinishedCall[];
  readonly health: Health;
  close(graceMs?: number): Promise<void>;
}

export interface ProductOptions {
  readonly areas?: Areas;
  readonly pipeline?: Partial<PipelineDeps>;
  readonly ready?: () => Promise<Readiness>;
  /** False: unary gRPC is left to Connect's library, too. */
  readonly lane?: boolean;
  readonly limits?: Partial<PortLimits>;
}

/** Those of the settings' defaults. */
export const LIMITS: PortLimits = {
  maxConnections: 10_000,
  maxStreams: 1_000,
  maxCalls: 10_000,
  maxBytesInFlight: 256 * 1024 * 1024,
  maxAgeMs: undefined,
  ageGraceMs: 30_000,
  maxIdleMs: undefined,
  keepAliveMs: 30_000,
};

export async function startProduct({
  areas = fakeAreas(),
  pipeline,
  ready,
  lane = true,
  limits,
}: ProductOptions = {}): Promise<Product> {
  const observed: FinishedCall[] = [];
  const deps: PipelineDeps = {
    clock: systemClock,
    random: systemRandom,
    authenticate,
    permits: () => true,
    observe: (call) => observed.push(call),
    ...pipeline,
  };
  const health = createHealth({
    clock: systemClock,
    ready: ready ?? (async () => ({ ready: true, checks: { database: 'ok' } })),
  });
  const [methods, invoke] = [methodsOf(areas), createPipeline(deps)];
  const doors = createDoors({
    methods,
    invoke,
    streams: streamMethodsOf(areas),
    invokeStream: createStreamPipeline({ ...deps, leaving: health.leaving }),
    health,
    metrics: { contentType: 'text/plain', text: async () => '' },
    jwks: () => ({ keys: [], body: Buffer.from('{"keys":[]}'), etag: '"none"' }),
    oauth: { rpc: areas.oauth, issuer: 'https://frontier.test', keyring: { all: () => [] } },
  });
  const server = createServer({
    unary: createGrpcUnary({ methods: lane ? methods : [], invoke }),
    doors,
    limits: { ...LIMITS, ...limits },
    clock: systemClock,
    random: systemRandom,
    drain: health.drain,
  });
  const { host, port } = await server.listen('127.0.0.1', 0);
  return {
    url: `http://${host}:${port}`,
    address: `${host}:${port}`,
    host,
    port,
    observed,
    health,
    close: (graceMs = 1000) => server.close(graceMs),
  };
}

/** Fails with the error that the code names; with `fields`, as bad input. */
export function failure(code: string): FrontierError {
  if (code === 'fields') return invalidFields([{ field: 'body.title', description: 'must be short' }]);
  if (code === 'later') return new FrontierError('unavailable', 'LATER', 'try later', { retryAfter: 2 });
  return new FrontierError(code as FrontierError['code'], `REASON_${code.toUpperCase()}`, `it is ${code}`);
}
