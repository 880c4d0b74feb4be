// Ours under load: `frontier serve` on a Postgres with the grants, a credential to ask with, and the requests.
import { randomBytes, randomUUID } from 'node:crypto';
import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  BatchCheckPermissionRequestSchema,
  CheckPermissionRequestSchema,
} from '../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import { AuthTokenRequestSchema } from '../../../gen/raystack/frontier/v1beta1/tokens_pb.js';
import type { Grant } from '../decisions/grants.js';
import { callGrpc, callRest, envelope, GRPC_HEADERS, JSON_HEADERS } from './call.js';
import type { Target } from './load.js';
import { BATCH_PATH, CHECK_PATH, REST_CHECK_PATH, TOKEN_PATH } from './paths.js';
import { type ServerProcess, startProcess } from './process.js';
import type { StoreSize } from './spicedb-data.js';
import { questions } from './store.js';

export const BATCH = 100;

export interface Frontier {
  readonly server: ServerProcess;
  /** The header and the claims of its tokens, as JSON. */
  readonly token: string;
  readonly targets: Readonly<Record<'anonymous' | 'bearer' | 'basic' | 'batch' | 'rest' | 'token', Target>>;
}

export interface FrontierOptions {
  readonly databaseUrl: string;
  readonly size: StoreSize;
  readonly grant: Grant;
  /** How many other questions are asked first, so that what they need is in memory, too. */
  readonly warmQuestions: number;
  readonly cores?: readonly number[];
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startFrontier(options: FrontierOptions): Promise<Frontier> {
  const { databaseUrl, size, grant, warmQuestions, cores, environment } = options;
  const server = await startProcess({
    name: 'frontier',
    command: [process.execPath, 'bin/frontier.js', 'serve'],
    environment: {
      DATABASE_URL: databaseUrl,
      FRONTIER_LISTEN: '127.0.0.1:0',
      FRONTIER_MASTER_KEY: MASTER_KEY,
      FRONTIER_BOOTSTRAP_CLIENT_ID: CLIENT_ID,
      FRONTIER_BOOTSTRAP_CLIENT_SECRET: CLIENT_SECRET,
      // The load is one client.
      FRONTIER_LIMIT_TOKENS_PER_CLIENT: 'off',
      ...environment,
    },
    ...(cores && { cores }),
  });
  const admin = basic(CLIENT_ID, CLIENT_SECRET);
  const rest = async (path: string, headers: Readonly<Record<string, string>>, body: object) => {
    const target = { url: server.url, path, headers: { ...JSON_HEADERS, ...headers }, body: json(body) };
    return JSON.parse(await callRest(target)) as Readonly<Record<string, unknown>>;
  };
  const id = grant.principal.slice(grant.principal.indexOf(':') + 1);
  const made = (await rest(`/v1beta1/serviceusers/${id}/secrets`, admin, { title: 'bench' }))['secret'];
  const secret = made as { readonly id: string; readonly secret: string };
  const own = basic(secret.id, secret.secret);
  const token = String((await rest('/v1beta1/auth/token', own, {}))['access_token']);
  for (let asked = 0; asked < warmQuestions; asked += BATCH)
    await rest('/v1beta1/batchcheck', admin, { bodies: questions(size, asked, BATCH) });
  const [header, claims] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  const targets = targetsOf({ url: server.url, grant, size, token, own });
  await verify(targets);
  return { server, targets, token: JSON.stringify({ header, claims }) };
}

/** All that is started over one database shares them. */
const MASTER_KEY = randomBytes(32).toString('base64');
const [CLIENT_ID, CLIENT_SECRET] = [randomUUID(), randomBytes(32).toString('hex')];

interface Known {
  readonly url: string;
  readonly grant: Grant;
  readonly size: StoreSize;
  readonly token: string;
  readonly own: { readonly authorization: string };
}

function targetsOf({ url, grant, size, token, own }: Known): Frontier['targets'] {
  const question = { resource: grant.resource, permission: 'get' };
  const bearer = { authorization: `Bearer ${token}` };
  const grpc = <D extends DescMessage>(path: string, schema: D, message: MessageInitShape<D>, headers: object) => ({
    url,
    path,
    headers: { ...GRPC_HEADERS, ...headers },
    body: envelope(toBinary(schema, create(schema, message))),
  });
  const bodies = questions(size, 0, BATCH).map(({ resource, permission }) => ({ resource, permission }));
  return {
    anonymous: grpc(CHECK_PATH, CheckPermissionRequestSchema, question, {}),
    bearer: grpc(CHECK_PATH, CheckPermissionRequestSchema, question, bearer),
    basic: grpc(CHECK_PATH, CheckPermissionRequestSchema, question, own),
    batch: grpc(BATCH_PATH, BatchCheckPermissionRequestSchema, { bodies }, bearer),
    token: grpc(TOKEN_PATH, AuthTokenRequestSchema, {}, own),
    rest: { url, path: REST_CHECK_PATH, headers: { ...JSON_HEADERS, ...bearer }, body: json(question) },
  };
}

async function verify({ rest, ...grpc }: Frontier['targets']): Promise<void> {
  for (const [name, target] of Object.entries(grpc)) {
    const { status } = await callGrpc(target);
    const expected = name === 'anonymous' ? '16' : '0';
    if (status !== expected) throw new Error(`${name} was answered with status ${status}`);
  }
  if (!(await callRest(rest)).includes('"status":true')) throw new Error('what is granted was denied');
}

function basic(id: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
