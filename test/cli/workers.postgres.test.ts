// Several workers on one port, as processes on a real Postgres: counted together, replaced when they crash and when told to.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { create, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CheckPermissionRequestSchema } from '../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import { type Child, startFrontier } from '../support/child.js';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres.js';

const [ID, SECRET] = ['0b7f3a52-0000-4000-8000-000000000001', randomBytes(24).toString('hex')];
const BASIC = `Basic ${Buffer.from(`${ID}:${SECRET}`).toString('base64')}`;
const QUESTION = { permission: 'superuser', resource: 'app/platform:platform' };

let database: PostgresDatabase;
let service: Child;
let url: string;

beforeAll(async () => {
  database = await createPostgresDatabase();
  service = startFrontier(['serve'], {
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_LOG_FORMAT: 'json',
    FRONTIER_LOG_CALLS: 'errors',
    FRONTIER_WORKERS: '2',
    DATABASE_URL: database.url,
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_BOOTSTRAP_CLIENT_ID: ID,
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: SECRET,
  });
  [, url = ''] = await service.said(/^Frontier listens on (\S+)\n/m);
});

afterAll(async () => {
  service.process.kill('SIGKILL');
  await service.ended;
  await database.drop();
});

/** The processes that came to listen so far, in that order. */
function listened(): readonly number[] {
  return [
    ...service.err().matchAll(/"worker listens"[^\n]*?"worker":(\d+)|"worker":(\d+)[^\n]*?"worker listens"/g),
  ].map(([, a, b]) => Number(a ?? b));
}

/** Asks over connections of `agent`: the status, or 0 when the connection broke. */
function ask(agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const headers = { authorization: BASIC, 'content-type': 'application/json' };
    const sent = request(`${url}/v1beta1/check`, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', () => resolve(0));
    sent.end(JSON.stringify(QUESTION));
  });
}

function oneConnection(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

async function counted(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const lines = text.matchAll(/^frontier_calls_total\{[^}]*CheckPermission[^}]*\} (\d+)/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('each answers, one is as many as all to whoever counts', async () => {
  await expect.poll(() => listened().length).toBe(2);
  expect(service.out().match(/Frontier listens/g)).toHaveLength(1);
  const agents = Array.from({ length: 6 }, oneConnection);
  const statuses = await Promise.all(agents.map(ask));
  expect(statuses).toEqual(Array(6).fill(200));
  expect([await counted(), await counted(), await counted()]).toEqual([6, 6, 6]);
});

test('killing one under load fails only what was on its connections; another takes its place', async () => {
  const [victim] = listened();
  let done = false;
  const clients = Array.from({ length: 8 }, async () => {
    const agent = oneConnection();
    const statuses: number[] = [];
    while (!done) statuses.push(await ask(agent));
    return statuses;
  });
  await expect.poll(() => counted()).toBeGreaterThan(100);
  process.kill(Number(victim), 'SIGKILL');
  await expect.poll(() => listened().length).toBe(3);
  const before = await counted();
  await expect.poll(() => counted()).toBeGreaterThan(before + 100);
  done = true;
  const all = await Promise.all(clients);
  const failures = all.map((statuses) => statuses.filter((status) => status !== 200));
  // A connection breaks once; nobody is answered with an error, and about half had nothing to do with it.
  expect(failures.flat().every((status) => status === 0)).toBe(true);
  expect(Math.max(...failures.map(({ length }) => length))).toBe(1);
  expect(failures.filter(({ length }) => length === 0).length).toBeGreaterThan(0);
  expect(service.err()).toMatch(/"signal":"SIGKILL","msg":"worker ended"/);
});

test('SIGHUP replaces them one by one, and no gRPC call is lost', { timeout: 120_000 }, async () => {
  const client = new Client(new URL(url).host, credentials.createInsecure());
  onTestFinished(() => client.close());
  let done = false;
  const failed: string[] = [];
  const calling = Array.from({ length: 2 }, async () => {
    while (!done) await check(client).catch((error: Error) => failed.push(error.message));
  });
  service.process.kill('SIGHUP');
  await expect.poll(() => service.err(), { timeout: 60_000 }).toContain('replaced the workers');
  await expect.poll(() => listened().length).toBe(5);
  done = true;
  await Promise.all(calling);
  expect(failed).toEqual([]);
});

test('leaving ends them all', async () => {
  service.process.kill('SIGTERM');
  expect(await service.ended).toBe(0);
  for (const pid of listened()) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

function check(client: Client): Promise<unknown> {
  const bytes = Buffer.from(toBinary(CheckPermissionRequestSchema, create(CheckPermissionRequestSchema, QUESTION)));
  const metadata = new Metadata();
  metadata.set('authorization', BASIC);
  const same = (given: Buffer) => given;
  return new Promise((resolve, reject) => {
    const path = '/raystack.frontier.v1beta1.FrontierService/CheckPermission';
    client.makeUnaryRequest(path, same, same, bytes, metadata, (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}
