// What every window of failures must do, alone in a process and shared by replicas through Redis.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createWindow, type Window } from '../../src/authn/limits/window.js';
import { shareWindow } from '../../src/authn/limits/window-redis.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { openRedis, type Redis } from '../../src/storage/index.js';
import { type TestClock, testClock } from '../support/clock.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { startTcpRelay, type TcpRelay } from '../support/tcp-relay.js';

const RATE = { count: 5, seconds: 60 };
const PATIENCE_MS = 15_000;

let server: TestRedis | undefined;
let relay: TcpRelay | undefined;
let opened: Redis[];
let clock: TestClock;

beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
afterAll(() => server?.stop());
beforeEach(() => {
  opened = [];
  clock = testClock();
});
afterEach(async () => {
  for (const redis of opened) redis.close();
  await relay?.close();
  relay = undefined;
});

let named = 0;

function freshName(): string {
  named += 1;
  return `window-${named}`;
}

async function shared(names = [freshName()]): Promise<Window[]> {
  relay ??= await startTcpRelay(Number(new URL(server?.url ?? '').port));
  const url = new Redacted(`redis://127.0.0.1:${relay.port}`);
  const windows = names.map((name) => {
    const redis = openRedis({ url, onError: () => undefined });
    opened.push(redis);
    return shareWindow({ name, rate: RATE, own: createWindow(RATE, clock), redis });
  });
  await until(() => opened.every((redis) => redis.isThere()));
  return windows;
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not come about');
    await pause(10);
  }
}

const WINDOWS: Readonly<Record<string, () => Promise<Window>>> = {
  'in process': async () => createWindow(RATE, clock),
  ...(hasRedis() && { 'through Redis': async () => (await shared())[0] as Window }),
};

function add(window: Window, key: string, times: number): void {
  for (let count = 0; count < times; count += 1) window.add(key);
}

describe.each(Object.entries(WINDOWS))('%s', (_name, open) => {
  let window: Window;
  beforeEach(async () => {
    window = await open();
  });

  test('closes a key at the last event that is allowed, at once, and no other key', () => {
    expect(window.isQuiet()).toBe(true);
    add(window, 'a', RATE.count - 1);
    expect(window.closedFor('a')).toBe(0);
    window.add('a');
    expect(window.closedFor('a')).toBe(60_000);
    expect(window.closedFor('b')).toBe(0);
    expect(window.isQuiet()).toBe(false);
  });

  test('opens it again after the time, and counts from nothing', () => {
    add(window, 'a', RATE.count);
    clock.advance(59_999);
    expect(window.closedFor('a')).toBe(1);
    clock.advance(1);
    expect(window.closedFor('a')).toBe(0);
    expect(window.isQuiet()).toBe(true);
  });

  test('a closing that was told lasts as long as the longest', () => {
    window.close('a', 5_000);
    window.close('a', 1_000);
    expect(window.closedFor('a')).toBe(5_000);
  });
});

describe('in process', () => {
  test('events that lie further apart do not add up', () => {
    const window = createWindow(RATE, clock);
    for (let count = 0; count < 4 * RATE.count; count += 1) {
      window.add('a');
      clock.advance(20_000);
    }
    expect(window.isQuiet()).toBe(true);
  });

  test('keys that are made up do not add up to more than a bound, and the newest count', () => {
    const window = createWindow({ count: 2, seconds: 60 }, clock);
    const before = process.memoryUsage().heapUsed;
    for (let key = 0; key < 300_000; key += 1) window.add(`key-${key}`);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60 * 1024 * 1024);
    window.add('key-299999');
    window.add('key-0');
    expect(window.closedFor('key-299999')).toBe(60_000);
    expect(window.closedFor('key-0')).toBe(0);
  });
});

describe.runIf(hasRedis())('replicas on one Redis', () => {
  test('count together: each is closed from its next event on', async () => {
    const [mine, other] = (await shared(['together', 'together'])) as [Window, Window];
    for (const window of [mine, other, mine, other]) window.add('a');
    await until(() => opened.every((redis) => redis.isThere()));
    other.add('a');
    await until(() => other.closedFor('a') > 0);
    expect(mine.closedFor('a')).toBe(0);
    mine.add('a');
    await until(() => mine.closedFor('a') > 0);
    expect(mine.closedFor('a')).toBeLessThanOrEqual(60_000);
  });

  test('what is to be counted here alone is', async () => {
    const [mine, other] = (await shared(['alone', 'alone'])) as [Window, Window];
    for (let count = 0; count < RATE.count; count += 1) mine.add('a', 'here');
    expect(mine.closedFor('a')).toBe(60_000);
    add(other, 'a', RATE.count - 1);
    await other_settled(other);
    expect(other.closedFor('a')).toBe(0);
  });

  test.each(['frozen', 'gone'])(
    'a Redis that is %s keeps nobody waiting, and each counts for itself',
    async (state) => {
      const [window] = (await shared()) as [Window];
      if (state === 'gone') await relay?.cut();
      else relay?.freeze();
      const start = performance.now();
      add(window, 'a', RATE.count);
      expect(performance.now() - start).toBeLessThan(100);
      expect(window.closedFor('a')).toBe(60_000);
      if (state === 'frozen') relay?.thaw();
    },
  );

  /** When an event that came later has been counted, so have those before. */
  async function other_settled(window: Window): Promise<void> {
    add(window, 'probe', RATE.count);
    await until(() => window.closedFor('probe') > 0);
  }
});
