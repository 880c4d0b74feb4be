// Three replicas as processes, each behind relays of its own to one Postgres and one Redis; tokens, and calls with them.
import { randomBytes } from 'node:crypto';
import { type SoakRedis, startSoakRedis } from '../../soak/redis.js';
import { createReplica, type Replica } from '../../soak/replica.js';
import { startTcpRelay, type TcpRelay } from '../../support/tcp-relay.js';
import { type FaultPostgres, startFaultPostgres } from './postgres.js';

export interface World {
  readonly replicas: readonly Member[];
  readonly redis: SoakRedis;
  readonly postgres: FaultPostgres;
  /** Of every replica, milliseconds. */
  readonly maxStaleness: number;
  /** What a command beside the replicas is started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** A new access token of the administrator. */
  token(): Promise<string>;
  /** Calls an RPC as the administrator, or as `authorization`, at the first replica; throws when it is not answered well. */
  rpc(name: string, message: object, authorization?: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface Member extends Replica {
  readonly toRedis: TcpRelay;
  readonly toPostgres: TcpRelay;
  /** The status of a call with the token; 0 when there is no answer. */
  check(token: string): Promise<number>;
  /** Of RFC 7009's endpoint. */
  revoke(token: string): Promise<number>;
  ready(): Promise<boolean>;
}

/** How far the clock of the last replica is ahead of the others'. */
const SKEW = '2m';
const CLIENT = '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6978';
const PATIENCE_MS = 8_000;

export interface WorldOptions {
  /** FRONTIER_REVOCATION_MAX_STALENESS. */
  readonly maxStalenessSeconds: number;
  /** True: nothing lies between the replicas and their servers, and nothing there can be cut. */
  readonly direct?: boolean;
}

export async function openWorld({ maxStalenessSeconds, direct = false }: WorldOptions): Promise<World> {
  const [redis, postgres] = [await startSoakRedis(), await startFaultPostgres()];
  const secret = randomBytes(32).toString('hex');
  const shared = {
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_ISSUER: 'https://frontier.test',
    FRONTIER_LOG_LEVEL: 'silent',
    FRONTIER_BOOTSTRAP_CLIENT_ID: CLIENT,
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: secret,
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_ACCESS_TOKEN_TTL: '1h',
    FRONTIER_REVOCATION_MAX_STALENESS: `${maxStalenessSeconds}s`,
    // Refused tokens are what is asked for here.
    FRONTIER_LIMIT_FAILURES_PER_ADDRESS: 'off',
    FRONTIER_LIMIT_FAILURES_PER_CLIENT: 'off',
    FRONTIER_LIMIT_TOKENS_PER_CLIENT: 'off',
  };
  const authorization = basic(CLIENT, secret);
  const open = (name: string, more: NodeJS.ProcessEnv = {}) =>
    openMember({ name, shared: { ...shared, ...more }, redis, databaseUrl: postgres.url, authorization, direct });
  const replicas = [await open('one'), await open('two'), await open('skewed', { FRONTIER_CLOCK_OFFSET: SKEW })];
  for (const replica of replicas) await replica.start();
  return {
    replicas,
    redis,
    postgres,
    maxStaleness: maxStalenessSeconds * 1000,
    environment: { ...shared, REDIS_URL: redis.url, DATABASE_URL: postgres.url },
    async token() {
      const minting = replicas.at(-2) as Member;
      const answer = await call(minting.url(), '/v1beta1/auth/token', { authorization }, '{}');
      return String((answer.body as { access_token?: string }).access_token);
    },
    async rpc(name, message, as = authorization) {
      const path = `/raystack.frontier.v1beta1.FrontierService/${name}`;
      const answer = await call(replicas[0]?.url(), path, { authorization: as }, JSON.stringify(message));
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body as Record<string, unknown>;
    },
    async stop() {
      for (const { kill, toRedis, toPostgres } of replicas) {
        await kill();
        await Promise.all([toRedis.close(), toPostgres.close()]);
      }
      await redis.stop();
      await postgres.close();
    },
  };
}

/** The header Authorization of HTTP Basic. */
export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

interface Opening {
  readonly name: string;
  readonly shared: NodeJS.ProcessEnv;
  readonly redis: SoakRedis;
  readonly databaseUrl: string;
  readonly authorization: string;
  readonly direct: boolean;
}

async function openMember({ name, shared, redis, databaseUrl, authorization, direct }: Opening): Promise<Member> {
  const [toRedis, toPostgres] = [await relayTo(redis.url), await relayTo(databaseUrl)];
  const environment = {
    ...shared,
    REDIS_URL: direct ? redis.url : through(redis.url, toRedis),
    DATABASE_URL: direct ? databaseUrl : through(databaseUrl, toPostgres),
  };
  const replica = createReplica(name, environment);
  return {
    ...replica,
    toRedis,
    toPostgres,
    check: async (token) =>
      (await call(replica.url(), '/v1beta1/users/self', { authorization: `Bearer ${token}` })).status,
    revoke: async (token) =>
      (await call(replica.url(), '/v1beta1/auth/revoke', { authorization }, JSON.stringify({ token }))).status,
    ready: async () => (await call(replica.url(), '/readyz', {})).status === 200,
  };
}

function relayTo(url: string): Promise<TcpRelay> {
  return startTcpRelay(Number(new URL(url).port));
}

function through(url: string, { port }: TcpRelay): string {
  const relayed = new URL(url);
  relayed.host = `127.0.0.1:${port}`;
  return relayed.href;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function call(
  url: string | undefined,
  path: string,
  headers: Record<string, string>,
  ...[body]: readonly string[]
): Promise<Answer> {
  if (url === undefined) return { status: 0, body: {} };
  const sent = body === undefined ? {} : { method: 'POST', body };
  const given = { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) };
  try {
    const response = await fetch(url + path, { ...sent, headers: given, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  }
}
