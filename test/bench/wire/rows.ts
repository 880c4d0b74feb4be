// The rows of the table: the servers, each with the load it gets.
import { once } from 'node:events';
import type { Grant } from '../decisions/grants.js';
import { callGrpc, callRest } from './call.js';
import { type Cerbos, startCerbos } from './cerbos.js';
import type { Frontier } from './frontier.js';
import { type LoadOptions, loadGrpc, loadHttp, type Measured, type Target } from './load.js';
import { type ServerProcess, startProcess, typeScript } from './process.js';
import type { LoopOrder, LoopResult } from './servers/loop.js';
import type { StoreSize } from './spicedb-data.js';
import { askedGrant } from './store.js';

export interface Row {
  readonly name: string;
  /** The row that it is compared with. */
  readonly floor?: string;
  /** What one answer counts; 1 unless told otherwise. */
  readonly each?: number;
  readonly server: ServerProcess;
  load(options: LoadOptions): Promise<Measured>;
}

export const FLOOR = 'floor: node:http2';
export const REST_FLOOR = 'floor: node:http, JSON';
export const SIGNATURE = 'the signature of a token alone';

export interface RowOptions {
  readonly frontier: Frontier;
  /** Of SpiceDB's store. */
  readonly spicedb: StoreSize;
  readonly grant: Grant;
}

/** Starts all servers but ours. */
export async function openRows({ frontier, spicedb: size, grant }: RowOptions): Promise<readonly Row[]> {
  const { server, targets } = frontier;
  const echo = (await callGrpc(targets.bearer)).bytes.toString('base64');
  const json = Buffer.from(await callRest(targets.rest)).toString('base64');
  const start = (name: string, path: string, argument: string) =>
    startProcess({ name, command: typeScript(path, argument) });
  const [floor, grpcJs, connect, httpFloor, signature, spicedb, cerbos] = await Promise.all([
    start(FLOOR, 'servers/floor.ts', echo),
    start('grpc-js', 'servers/grpc-js.ts', echo),
    start('connect', 'servers/connect.ts', echo),
    start(REST_FLOOR, 'servers/http-floor.ts', json),
    start(SIGNATURE, 'servers/signature.ts', frontier.token),
    start('spicedb', 'servers/spicedb.ts', JSON.stringify({ ...size, ...askedGrant(size) })),
    startCerbos(grant),
  ]);
  const ours = (name: string, target: Target) => ({ ...grpcRow(`ours: ${name}`, server, target), floor: FLOOR });
  return [
    grpcRow(FLOOR, floor, targets.bearer),
    { ...grpcRow('grpc-js echo', grpcJs, targets.bearer), floor: FLOOR },
    { ...grpcRow('Connect echo', connect, targets.bearer), floor: FLOOR },
    ours('no credential, denied', targets.anonymous),
    ours('Bearer', targets.bearer),
    ours('Basic', targets.basic),
    { ...ours('batch of 100, decisions', targets.batch), each: 100 },
    httpRow(REST_FLOOR, httpFloor, targets.rest),
    { ...httpRow('ours: REST, Bearer', server, targets.rest), floor: REST_FLOOR },
    loopRow(SIGNATURE, signature),
    { ...grpcRow('ours: AuthToken by secret', server, targets.token), floor: SIGNATURE },
    ...(cerbos === undefined ? [] : [cerbosRow(cerbos)]),
    { ...loopRow('SpiceDB, in process', spicedb), floor: FLOOR },
  ];
}

function cerbosRow({ server, target }: Cerbos): Row {
  return { ...grpcRow('Cerbos', server, target), floor: FLOOR };
}

/** `target` is asked at `server`, wherever it was made for. */
function grpcRow(name: string, server: ServerProcess, target: Target): Row {
  return { name, server, load: (options) => loadGrpc({ ...target, url: server.url }, options) };
}

function httpRow(name: string, server: ServerProcess, target: Target): Row {
  return { name, server, load: (options) => loadHttp({ ...target, url: server.url }, options) };
}

function loopRow(name: string, server: ServerProcess): Row {
  const gone = new AbortController();
  server.child.once('exit', () => gone.abort());
  const order = async (seconds: number, inFlight: number): Promise<LoopResult> => {
    const told = once(server.child, 'message', { signal: gone.signal });
    server.child.send({ milliseconds: seconds * 1e3, inFlight } satisfies LoopOrder);
    const [result] = (await told) as [LoopResult];
    return result;
  };
  return {
    name,
    server,
    load: async ({ inFlight, seconds, warmUpSeconds }) => {
      const atATime = inFlight === 'many' ? 128 : 1;
      await order(warmUpSeconds, atATime);
      return order(seconds, atATime);
    },
  };
}
