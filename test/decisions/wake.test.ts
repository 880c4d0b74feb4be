// Waking other replicas through a real Redis, and what its absence changes: nothing but the wait.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { type Waking, wakeThroughRedis } from '../../src/decisions/feed/wake-redis.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { type Database, openRedis, type Redis, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { startTcpRelay, type TcpRelay } from '../support/tcp-relay.js';

const PATIENCE_MS = 15_000;

interface Replica {
  readonly decisions: Decisions;
  readonly redis: Redis;
  readonly waking: Waking;
}

describe.runIf(hasRedis())('with a Redis', () => {
  let server: TestRedis;
  let relay: TcpRelay;
  let db: Database;
  let errors: unknown[];
  let replicas: readonly [Replica, Replica];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    db = await testDatabase();
    errors = [];
    relay = await startTcpRelay(Number(new URL(server.url).port));
    replicas = [await replica(), await replica()];
    await connected();
  });
  afterEach(async () => {
    for (const { redis } of replicas) redis.close();
    await relay.close();
  });

  /** One that looks for changes only when it is woken. */
  async function replica(): Promise<Replica> {
    const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
    const url = new Redacted(`redis://127.0.0.1:${relay.port}`);
    const redis = openRedis({ url, onError: (error) => errors.push(error) });
    return { decisions, redis, waking: wakeThroughRedis({ redis, feed: decisions.feed }) };
  }

  async function until(condition: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!condition()) {
      if (performance.now() > end) throw new Error('it did not come about');
      await pause(10);
    }
  }

  const connected = () => until(() => replicas.every(({ redis }) => redis.isThere()));

  async function change(): Promise<string> {
    return (await write(db, async ({ changed }) => changed('role', 'a'))).revision;
  }

  /** A write by the first is seen by the second, which nothing else tells. */
  async function expectWoken(): Promise<void> {
    const [{ waking }, { decisions }] = replicas;
    // The subscription may be a moment younger than the connection: tell until it is heard.
    const revision = await change();
    await until(() => {
      waking.tell(revision);
      return decisions.revision() === revision;
    });
  }

  test('a write of one replica wakes the others', async () => {
    await expectWoken();
    await expectWoken();
    expect(errors).toEqual([]);
  });

  test('of many writes at once the last is told', async () => {
    const [{ redis, decisions }] = replicas;
    const told: string[] = [];
    const publish: Redis['publish'] = (channel, message) => {
      told.push(message);
      return redis.publish(channel, message);
    };
    const waking = wakeThroughRedis({ redis: { ...redis, publish }, feed: decisions.feed });
    for (const revision of ['1', '2', '3', '4', '5']) waking.tell(revision);
    await until(() => told.length === 2);
    expect(told).toEqual(['1', '5']);
  });

  test('when it goes, that is told once, nobody waits, and it is found again when it comes back', async () => {
    await expectWoken();
    // On a busy machine it may have been late, and lost, on the way here.
    errors.length = 0;
    await relay.cut();
    await until(() => replicas.every(({ redis }) => !redis.isThere()));
    const [{ redis, waking, decisions }] = replicas;
    await expect(redis.publish('frontier:changes', '1')).rejects.toThrow();
    waking.tell(await change());
    await decisions.feed.catchUp();
    await until(() => errors.length === 4);
    const missed = await change();
    await relay.restore();
    // Nobody tells: the subscription that begins again looks by itself.
    await until(() => replicas[1].decisions.revision() === missed);
    await connected();
    await expectWoken();
    expect(errors).toHaveLength(4);
  });

  test('when it is frozen, a command ends in its time, and it is found again when it thaws', async () => {
    await expectWoken();
    relay.freeze();
    const [{ redis }] = replicas;
    const before = performance.now();
    await expect(redis.publish('frontier:changes', '1')).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'REDIS_UNAVAILABLE',
    });
    expect(performance.now() - before).toBeLessThan(PATIENCE_MS);
    await until(() => !redis.isThere());
    relay.thaw();
    await connected();
    await expectWoken();
  });

  test('what others publish there is no revision, or an old one: nobody stirs', async () => {
    await expectWoken();
    const [{ redis }, { decisions }] = replicas;
    const { revision } = decisions;
    const known = revision();
    const unseen = await change();
    for (const message of ['', 'x', '-1', '9'.repeat(30), known]) await redis.publish('frontier:changes', message);
    // Heard in order: when the last is, the others have been.
    await redis.publish('frontier:changes', unseen);
    await decisions.feed.reach(Number(unseen), PATIENCE_MS);
  });
});
