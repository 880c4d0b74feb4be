// Signing keys rotate under two replicas that mint and verify, with a stock client of the key set beside them: nobody notices.
import { randomBytes } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import {
  listKeys,
  loadKeyring,
  retireKey,
  type SigningDeps,
  type SigningKey,
  signingDeps,
} from '../../src/signing/index.js';
import { type Database, openDatabase } from '../../src/storage/index.js';
import { ISSUER, startApp, type TestApp } from '../support/app.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { startTcpRelay } from '../support/tcp-relay.js';
import { WHO } from './support/presented.js';
import { send } from './support/raw-answer.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const PUBLICATION = 20 * MINUTE;
const TTL = 15 * MINUTE;
const STEP = 5 * MINUTE;
/** From the activation of the next key: the life of a token, the leeway, the time that key sets are kept. */
const OVERLAP = TTL + 30_000 + 10 * MINUTE;
/** The machine may be busy. */
const SOON = { timeout: 15_000, interval: 50 };

const JWKS = '/.well-known/jwks.json';
const MASTER = randomBytes(32);
const SETTINGS = {
  FRONTIER_MASTER_KEY: MASTER.toString('base64'),
  FRONTIER_BOOTSTRAP_CLIENT_ID: '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6978',
  FRONTIER_BOOTSTRAP_CLIENT_SECRET: randomBytes(32).toString('hex'),
  FRONTIER_SIGNING_ALGORITHM: 'ES256',
  FRONTIER_KEY_ROTATION: '1d',
  FRONTIER_KEY_PUBLICATION: '20m',
  FRONTIER_ACCESS_TOKEN_TTL: '15m',
};

let drop: () => Promise<void>;
let url: string;
let replicas: readonly TestApp[];
/** A process of its own beside the replicas: what an operator's command has. */
let db: Database;
let beside: SigningDeps;

/** Stands still until it is moved, for the replicas and for the client's cache alike; durations stay real. */
let time = Date.UTC(2026, 0, 1);
const clock: Clock = { now: () => time, monotonic: () => systemClock.monotonic() };

function advance(milliseconds: number): void {
  time += milliseconds;
  vi.setSystemTime(time);
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: time });
  ({ url, drop } = await createPostgresDatabase());
  replicas = [await start(url), await start(url)];
  db = await openDatabase({ kind: 'postgres', url });
  const signing = { algorithm: 'ES256', rotationSeconds: 86_400, publicationSeconds: 1_200 } as const;
  const config = { signing, accessTokenTtlSeconds: 900, previousMasterKey: undefined };
  beside = signingDeps({ clock, random: systemRandom, config, db, masterKey: new Redacted(MASTER) });
});

afterAll(async () => {
  vi.useRealTimers();
  await Promise.all(replicas.map((replica) => replica.close()));
  await db.destroy();
  await drop();
});

function start(at: string): Promise<TestApp> {
  return startApp({ clock, database: { kind: 'postgres', url: at }, settings: SETTINGS });
}

async function mint(replica: TestApp): Promise<string> {
  const headers = { authorization: replica.admin.basic };
  const { status, body } = await send(replica, { method: 'POST', target: '/v1beta1/auth/token', headers });
  if (status !== 200) throw new Error(`no token: ${status} ${body}`);
  return JSON.parse(body).access_token;
}

async function isTaken(replica: TestApp, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  const { status, body } = await send(replica, { method: 'GET', target: WHO, headers });
  // The clock was moved while it asked what was revoked, as if the machine had slept: clients try again.
  if (status === 503) return isTaken(replica, token);
  if (status !== 200 && status !== 401) throw new Error(`neither taken nor refused: ${status} ${body}`);
  return status === 200;
}

async function publishedKids(replica: TestApp): Promise<readonly string[]> {
  const { keys } = JSON.parse((await send(replica, { method: 'GET', target: JWKS })).body);
  return keys.map(({ kid }: { kid: string }) => kid);
}

const kidOf = (token: string) => String(decodeProtectedHeader(token).kid);
const isExpired = (token: string) => Number(decodeJwt(token).exp) * 1000 <= time;

/** As a stock client verifies it: jose with its cache of 10 minutes and its cooldown of 30 seconds. */
function stockClient(replica: TestApp): (token: string) => Promise<boolean> {
  const keys = createRemoteJWKSet(new URL(`${replica.baseUrl}${JWKS}`));
  return (token) =>
    jwtVerify(token, keys, { issuer: ISSUER, algorithms: ['ES256'] }).then(
      () => true,
      () => false,
    );
}

/** What nobody but us could have: the same token, good for two hours. */
function prolonged(token: string, { kid, privateKey }: SigningKey): Promise<string> {
  const { exp: _, ...claims } = decodeJwt(token);
  const header = { ...decodeProtectedHeader(token), alg: 'ES256', kid };
  return new SignJWT({ ...claims, kid, exp: Math.floor(time / 1000) + 7_200 })
    .setProtectedHeader(header)
    .sign(privateKey);
}

/** Mints and verifies for as long as it is not stopped; every refusal of a token that had not expired is a fault. */
function load() {
  const clients = replicas.map(stockClient);
  const tokens: string[] = [];
  const faults: string[] = [];
  let stopped = false;

  async function verify(token: string): Promise<void> {
    const taken = await Promise.all([
      ...replicas.map((each) => isTaken(each, token)),
      ...clients.map((is) => is(token)),
    ]);
    if (taken.includes(false) && !isExpired(token)) faults.push(`${kidOf(token)}: ${taken.join()}`);
  }

  async function run(): Promise<void> {
    for (let round = 0; !stopped; round += 1) {
      const minted = await mint(replicas[round % 2] as TestApp);
      tokens.push(minted);
      await verify(minted);
      // One of those before it, which may be another key's.
      const earlier = tokens.filter((token) => !isExpired(token))[0];
      if (earlier !== undefined) await verify(earlier);
    }
  }

  const running = run();
  return {
    /** Every token that is good now is taken everywhere now. */
    settle: async () => {
      const good = tokens.filter((token) => !isExpired(token));
      const byKid = new Map(good.map((token) => [kidOf(token), token]));
      for (const token of byKid.values()) await verify(token);
    },
    stop: async () => {
      stopped = true;
      await running;
      return { minted: tokens.length, kids: new Set(tokens.map(kidOf)), faults };
    },
  };
}

describe('three rotations, while both mint and verify', () => {
  let running: ReturnType<typeof load> | undefined;
  afterEach(async () => {
    await running?.stop();
  });

  test('no good token is refused, none of a retired key is taken', { timeout: 120_000 }, async () => {
    running = load();
    const clients = replicas.map(stockClient);
    for (let rotation = 0; rotation < 3; rotation += 1) {
      const old = (await loadKeyring(beside)).current();
      advance(old.activatesAt + DAY - PUBLICATION - time);
      for (const replica of replicas) await expect.poll(() => publishedKids(replica), SOON).toHaveLength(2);
      for (; time < old.activatesAt + DAY; advance(STEP)) {
        await running.settle();
        for (const replica of replicas) expect(kidOf(await mint(replica))).toBe(old.kid);
      }
      const activated = time;
      const long = await prolonged(await mint(replicas[0] as TestApp), old);
      for (; time < activated + OVERLAP; advance(STEP)) {
        await running.settle();
        for (const replica of replicas) {
          expect(kidOf(await mint(replica))).not.toBe(old.kid);
          expect(await isTaken(replica, long)).toBe(true);
        }
        for (const client of clients) expect(await client(long)).toBe(true);
      }
      for (const replica of replicas) {
        expect(await isTaken(replica, long)).toBe(false);
        expect(await publishedKids(replica)).not.toContain(old.kid);
      }
      // Theirs is kept for 10 minutes.
      advance(10 * MINUTE);
      for (const client of clients) expect(await client(long)).toBe(false);
    }
    const { faults, kids, minted } = await running.stop();
    expect(faults).toEqual([]);
    expect(kids.size).toBe(4);
    expect(minted).toBeGreaterThan(20);
    const states = (await listKeys(beside)).map(({ state }) => state);
    expect(states).toEqual(['retired', 'retired', 'retired', 'current']);
    for (const { log } of replicas) expect(log).toEqual([]);
  });
});

test('a key that is retired at once is refused by both soon, and what signs instead is known to both at once', async () => {
  const { kid } = (await loadKeyring(beside)).current();
  const token = await mint(replicas[0] as TestApp);
  expect(kidOf(token)).toBe(kid);
  await retireKey(beside, kid);
  for (const replica of replicas) await expect.poll(() => isTaken(replica, token), SOON).toBe(false);
  for (const [here, there] of [replicas, [...replicas].reverse()] as [TestApp, TestApp][]) {
    await expect.poll(async () => kidOf(await mint(here)), SOON).not.toBe(kid);
    expect(await isTaken(there, await mint(here))).toBe(true);
  }
});

test('a replica takes a token of a key that it has not heard of', async () => {
  const { kid } = (await loadKeyring(beside)).current();
  const token = await mint(replicas[0] as TestApp);
  await retireKey(beside, kid);
  const fresh = await prolonged(token, (await loadKeyring(beside)).current());
  expect(await Promise.all(replicas.map((replica) => isTaken(replica, fresh)))).toEqual([true, true]);
});

test('without Postgres the key set is there as before', async () => {
  const { port } = new URL(url);
  const relay = await startTcpRelay(Number(port || 5432));
  onTestFinished(() => relay.close());
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(relay.port);
  const replica = await start(through.href);
  onTestFinished(() => replica.close());
  const before = await send(replica, { method: 'GET', target: JWKS });
  await relay.cut();
  await expect.poll(async () => (await send(replica, { method: 'GET', target: '/readyz' })).status, SOON).toBe(503);
  expect(await send(replica, { method: 'GET', target: JWKS })).toEqual(before);
  await relay.restore();
});
