// A keyring that lives: what it hears of is read anew, what it does not know it looks for, and a flood of kids asks nothing.
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.js';
import { createJwks, type LiveKeyring, loadKeyring, retireKey, rotateKeys } from '../../src/signing/index.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { HOUR, type TestSigning, testSigning } from './signing.js';

let db: Database;
let deps: TestSigning;
let keyring: LiveKeyring;
let loads: number;
let failing: boolean;
let errors: unknown[];
beforeEach(async () => {
  db = await testDatabase();
  deps = testSigning(db);
  loads = 0;
  failing = false;
  errors = [];
  keyring = await loadKeyring({ ...deps, store: { ...deps.store, load } }, (error) => errors.push(error));
  loads = 0;
});

function load() {
  loads += 1;
  return failing ? Promise.reject(new Error('the store is away')) : deps.store.load();
}

function kid(): string {
  return randomBytes(32).toString('base64url');
}

async function nextKid(): Promise<string> {
  return (await rotateKeys(deps)).at(-1)?.kid ?? '';
}

describe('a kid it has not heard of', () => {
  test('is found by one look for all who ask', async () => {
    const next = await nextKid();
    const found = await Promise.all(Array.from({ length: 100 }, () => keyring.find(next)));
    expect(new Set(found.map((key) => key?.kid))).toEqual(new Set([next]));
    expect(loads).toBe(1);
    expect(keyring.find(next)).not.toBeInstanceOf(Promise);
    expect(keyring.all().map((key) => key.kid)).toContain(next);
  });

  test('and that there is not is looked for once', async () => {
    const made = kid();
    expect(await keyring.find(made)).toBeUndefined();
    expect(keyring.find(made)).toBeUndefined();
    expect(loads).toBe(1);
  });

  test('of which there are 100,000 at once costs two looks', async () => {
    const found = await Promise.all(Array.from({ length: 100_000 }, () => keyring.find(kid())));
    expect(found.every((key) => key === undefined)).toBe(true);
    expect(loads).toBeLessThanOrEqual(2);
  });

  test('of which there are ever more costs at most ten looks a second', async () => {
    const begun = systemClock.monotonic();
    const found: unknown[] = [];
    while (loads < 4) {
      found.push(keyring.find(kid()));
      await new Promise(setImmediate);
    }
    const passed = systemClock.monotonic() - begun;
    expect(loads).toBeLessThanOrEqual(1 + passed / 99);
    expect(found.length).toBeGreaterThan(loads);
    await Promise.all(found);
  });

  test('is not looked for when it is none of ours by its form', () => {
    for (const made of ['', 'x', `${kid()}=`, kid().slice(1), '__proto__', `${kid().slice(1)}\n`, 7, null, [kid()], {}])
      expect(keyring.find(made)).toBeUndefined();
    expect(loads).toBe(0);
  });

  test('fails while the store is away, and is found when it is back', async () => {
    const next = await nextKid();
    failing = true;
    await expect(keyring.find(next)).rejects.toThrow('away');
    failing = false;
    expect(await keyring.find(next)).toMatchObject({ kid: next });
  });
});

describe('a change it hears of', () => {
  test('is read at once', async () => {
    const next = await nextKid();
    keyring.drop({ kind: 'signing_key', key: next, revision: 1 });
    expect(keyring.isStale()).toBe(true);
    await expect.poll(() => keyring.isStale()).toBe(false);
    expect(keyring.all().map((key) => key.kid)).toContain(next);
  });

  test('is believed before it is read: the key is asked for, not remembered', async () => {
    const { kid } = keyring.current();
    await retireKey(deps, kid);
    expect(keyring.find(kid)).toBeDefined();
    keyring.drop({ kind: 'signing_key', key: kid, revision: 1 });
    expect(await keyring.find(kid)).toBeUndefined();
    expect(keyring.current().kid).not.toBe(kid);
  });

  test('that comes while it reads is read as well', async () => {
    const { kid } = keyring.current();
    const reading = keyring.refresh();
    await retireKey(deps, kid);
    keyring.clear();
    await reading;
    expect(await keyring.find(kid)).toBeUndefined();
  });

  test.each(['grant', 'object', 'credential'] as const)('of kind %s is none of its business', (kind) => {
    keyring.drop({ kind, key: keyring.current().kid, revision: 1 });
    expect([keyring.isStale(), loads]).toEqual([false, 0]);
  });

  test('of everything has it read everything', async () => {
    const { kid } = keyring.current();
    keyring.drop({ kind: 'everything', key: '', revision: 1 });
    expect(await keyring.find(kid)).toMatchObject({ kid });
  });
});

describe('while the store is away', () => {
  beforeEach(() => {
    failing = true;
    keyring.clear();
  });

  test('it signs and shows the key set as before, and says what is wrong', async () => {
    const { kid } = keyring.current();
    expect(createJwks(keyring)().keys.map((key) => key.kid)).toEqual([kid]);
    await expect.poll(() => errors).toMatchObject([{ message: 'the store is away' }]);
    expect(keyring.isStale()).toBe(true);
  });

  test('it verifies again as soon as the store is back', async () => {
    const { kid } = keyring.current();
    await expect(keyring.find(kid)).rejects.toThrow('away');
    failing = false;
    expect(await keyring.find(kid)).toMatchObject({ kid });
  });
});

test('a key that does not open later on is left out, the others stay', async () => {
  const next = await nextKid();
  await db
    .updateTable('signing_keys')
    .set({ sealed: Buffer.alloc(64) })
    .where('kid', '=', next)
    .execute();
  await keyring.refresh();
  expect(keyring.all().map((key) => key.kid)).toEqual([keyring.current().kid]);
  expect(errors).toMatchObject([{ reason: 'SIGNING_KEY_UNREADABLE' }]);
});

test('the key set is another one exactly when its keys are', async () => {
  const jwks = createJwks(keyring);
  const first = jwks();
  expect(jwks()).toBe(first);
  expect(JSON.parse(first.body.toString())).toEqual({ keys: first.keys });
  const { kid } = keyring.current();
  const next = await nextKid();
  await keyring.refresh();
  expect(jwks().etag).not.toBe(first.etag);
  expect(jwks().keys.map((key) => key.kid)).toEqual([kid, next]);
  deps.clock.advance(3 * HOUR);
  expect(jwks().keys.map((key) => key.kid)).toEqual([next]);
});
