// Rotation: a key is published, signs, verifies and is gone, each at its time, whoever of many replicas does it.
import { beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { listKeys, loadKeyring, resealKeys, retireKey, rotateKeys, rotationTerms } from '../../src/signing/index.js';
import { turnKeys } from '../../src/signing/turn-keys.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { DAY, HOUR, MASTER_KEY, MINUTE, type TestSigning, testSigning, withAlgorithm } from './signing.js';

let db: Database;
let deps: TestSigning;
beforeEach(async () => {
  db = await testDatabase();
  deps = testSigning(db);
});

/** `state algorithm` of every key. */
async function states(): Promise<readonly string[]> {
  return (await listKeys(deps)).map(({ state, algorithm }) => `${state} ${algorithm}`);
}

async function changes(): Promise<number> {
  return (await db.selectFrom('changes').selectAll().where('kind', '=', 'signing_key').execute()).length;
}

describe('by schedule', () => {
  test('nothing is done before it is due', async () => {
    await loadKeyring(deps);
    deps.clock.advance(DAY - HOUR - 1);
    expect(await turnKeys(deps)).toBe(false);
    expect(await states()).toEqual(['current ES256']);
  });

  test('a key is next, current, retiring and retired, each from its time on', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    deps.clock.advance(DAY - HOUR);
    expect(await turnKeys(deps)).toBe(true);
    const keyring = await loadKeyring(deps);
    const second = keyring.all()[1]?.kid;
    expect(await states()).toEqual(['current ES256', 'next ES256']);
    expect(keyring.current().kid).toBe(first);
    deps.clock.advance(HOUR - 1);
    expect(keyring.current().kid).toBe(first);
    deps.clock.advance(1);
    expect(keyring.current().kid).toBe(second);
    expect(await states()).toEqual(['retiring ES256', 'current ES256']);
    deps.clock.advance(2 * HOUR - 1);
    expect(await keyring.find(first)).toBeDefined();
    deps.clock.advance(1);
    expect(await keyring.find(first)).toBeUndefined();
    expect(keyring.all().map(({ kid }) => kid)).toEqual([second]);
    expect(await states()).toEqual(['retired ES256', 'current ES256']);
  });

  test('what was retired has no private key any more, and its row says when', async () => {
    await loadKeyring(deps);
    deps.clock.advance(DAY);
    await turnKeys(deps);
    deps.clock.advance(3 * HOUR);
    expect(await turnKeys(deps)).toBe(true);
    const [retired, current] = await db.selectFrom('signing_keys').selectAll().orderBy('activates_at').execute();
    expect(retired).toMatchObject({ seal_key_id: '', retired_at: new Date(deps.clock.now()) });
    expect([retired?.sealed.length, (current?.sealed.length ?? 0) > 0]).toEqual([0, true]);
  });

  test('one that is overdue is published for the whole period all the same', async () => {
    await loadKeyring(deps);
    deps.clock.advance(100 * DAY);
    await turnKeys(deps);
    const [, next] = await listKeys(deps);
    expect(next).toMatchObject({ state: 'next', activatesAt: deps.clock.now() + HOUR });
  });

  test('none, when it is off', async () => {
    const off = { ...deps, terms: { ...deps.terms, every: undefined } };
    await loadKeyring(off);
    deps.clock.advance(10_000 * DAY);
    expect(await turnKeys(off)).toBe(false);
  });

  test('a new algorithm comes with the next key', async () => {
    await loadKeyring(deps);
    const changed = withAlgorithm(deps, 'EdDSA');
    expect(await turnKeys(changed)).toBe(false);
    deps.clock.advance(DAY);
    await turnKeys(changed);
    expect(await states()).toEqual(['current ES256', 'next EdDSA']);
  });

  test('tokens that live longer since lengthen the life of the key that signed them, shorter ones leave it', async () => {
    await loadKeyring(deps);
    deps.clock.advance(DAY);
    await turnKeys(deps);
    const end = (await listKeys(deps))[0]?.retiresAt ?? 0;
    const shorter = { ...deps, terms: { ...deps.terms, overlap: HOUR } };
    const longer = { ...deps, terms: { ...deps.terms, overlap: 5 * HOUR } };
    expect(await turnKeys(shorter)).toBe(false);
    expect(await turnKeys(longer)).toBe(true);
    expect((await listKeys(deps))[0]?.retiresAt).toBe(end + 3 * HOUR);
  });

  test('32 replicas at once make one key', async () => {
    await loadKeyring(deps);
    deps.clock.advance(DAY);
    const turned = await Promise.all(Array.from({ length: 32 }, () => turnKeys(deps)));
    expect(turned.filter(Boolean)).toHaveLength(1);
    expect(await states()).toEqual(['current ES256', 'next ES256']);
  });

  test('tells the feed of every key it touched, and of nothing when it touched none', async () => {
    await loadKeyring(deps);
    const before = await changes();
    deps.clock.advance(DAY);
    await turnKeys(deps);
    expect(await changes()).toBe(before + 2);
    await turnKeys(deps);
    expect(await changes()).toBe(before + 2);
  });

  test('a replica whose clock is behind signs with what there is', async () => {
    await loadKeyring(deps);
    const behind = testSigning(db);
    behind.clock.advance(-5 * MINUTE);
    expect((await loadKeyring(behind)).current().kid).toBe((await loadKeyring(deps)).current().kid);
  });
});

test('the terms out of the settings: a key verifies for the life of a token, the leeway and the time it is kept', () => {
  const settings = { algorithm: 'RS256', rotationSeconds: 86_400, publicationSeconds: 60 } as const;
  const overlap = 15 * MINUTE + 30_000 + 10 * MINUTE;
  expect(rotationTerms(settings, 900)).toEqual({ algorithm: 'RS256', every: DAY, publication: MINUTE, overlap });
  expect(rotationTerms({ ...settings, rotationSeconds: undefined }, 900).every).toBeUndefined();
});

describe('by command', () => {
  test('a new key is published now and signs after the publication period', async () => {
    await loadKeyring(deps);
    const now = deps.clock.now();
    expect(await rotateKeys(deps)).toMatchObject([
      { state: 'current', retiresAt: now + 3 * HOUR },
      { state: 'next', activatesAt: now + HOUR, retiresAt: undefined },
    ]);
  });

  test('twice in a row makes one key, and changes nothing the second time', async () => {
    await loadKeyring(deps);
    const once = await rotateKeys(deps);
    deps.clock.advance(10 * MINUTE);
    expect(await rotateKeys(deps)).toEqual(once);
  });

  test('brings a key forward that waits for its turn, never before it was published long enough', async () => {
    const patient = { ...deps, terms: { ...deps.terms, publication: 10 * HOUR } };
    await loadKeyring(deps);
    deps.clock.advance(14 * HOUR);
    await turnKeys(patient);
    const published = deps.clock.now();
    deps.clock.advance(20 * MINUTE);
    const [current, next] = await rotateKeys(deps);
    expect(next?.activatesAt).toBe(published + HOUR);
    expect(current?.retiresAt).toBe(published + 3 * HOUR);
  });

  test('with another algorithm gives up the key that waits, as it has signed nothing', async () => {
    await loadKeyring(deps);
    await rotateKeys(deps);
    expect(
      (await rotateKeys(withAlgorithm(deps, 'EdDSA'))).map(({ state, algorithm }) => `${state} ${algorithm}`),
    ).toEqual(expect.arrayContaining(['current ES256', 'retired ES256', 'next EdDSA']));
    expect((await loadKeyring(deps)).all()).toHaveLength(2);
  });

  test('after a rotation the schedule counts from the activation of the new key', async () => {
    await loadKeyring(deps);
    deps.clock.advance(2 * HOUR);
    await rotateKeys(deps);
    deps.clock.advance(DAY - 1);
    await turnKeys(deps);
    expect((await listKeys(deps)).filter(({ state }) => state === 'next')).toHaveLength(0);
    deps.clock.advance(1);
    await turnKeys(deps);
    expect((await listKeys(deps)).filter(({ state }) => state === 'next')).toHaveLength(1);
  });

  test('16 at once, with the schedule due as well, make one key', async () => {
    await loadKeyring(deps);
    deps.clock.advance(DAY);
    await Promise.all(Array.from({ length: 16 }, (_, index) => (index % 2 ? rotateKeys(deps) : turnKeys(deps))));
    expect(await states()).toEqual(['current ES256', 'next ES256']);
  });
});

describe('a key that is not to be trusted any more', () => {
  test('that signs: the next one signs at once, when there is one', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    const next = (await rotateKeys(deps))[1]?.kid;
    await retireKey(deps, first);
    const keyring = await loadKeyring(deps);
    expect(keyring.current().kid).toBe(next);
    expect(keyring.all().map(({ kid }) => kid)).toEqual([next]);
    expect(await keyring.find(first)).toBeUndefined();
  });

  test('that signs: a new one signs at once, when there is none', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    expect((await retireKey(deps, first)).map(({ state }) => state).sort()).toEqual(['current', 'retired']);
    expect((await loadKeyring(deps)).current().kid).not.toBe(first);
  });

  test('that waits: the present one goes on, and the schedule makes another', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    await retireKey(deps, (await rotateKeys(deps))[1]?.kid ?? '');
    expect((await listKeys(deps)).find(({ kid }) => kid === first)).toMatchObject({
      state: 'current',
      retiresAt: undefined,
    });
    deps.clock.advance(DAY);
    await turnKeys(deps);
    expect((await loadKeyring(deps)).all()).toHaveLength(2);
  });

  test('that only verifies: it is gone, and nothing else changes', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    await rotateKeys(deps);
    deps.clock.advance(HOUR);
    const [, current] = await listKeys(deps);
    expect(await retireKey(deps, first)).toMatchObject([{ kid: first, state: 'retired' }, current]);
  });

  test('that nobody knows, or that was retired before', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    await retireKey(deps, first);
    for (const kid of [first, 'nothing', "' or 1=1"])
      await expect(retireKey(deps, kid)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('another master key', () => {
  const changed = () => ({ ...deps, masterKey: new Redacted(systemRandom.bytes(32)), previousMasterKey: MASTER_KEY });

  test('opens what was sealed under the previous one, and seals new keys itself', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    const after = changed();
    await rotateKeys(after);
    const keyring = await loadKeyring(after);
    expect(keyring.current().kid).toBe(first);
    expect(keyring.all()).toHaveLength(2);
    await expect(loadKeyring(deps)).rejects.toMatchObject({
      message: expect.stringContaining('FRONTIER_MASTER_KEY_PREVIOUS'),
    });
  });

  test('after resealing opens everything alone, and the previous one nothing', async () => {
    const first = (await loadKeyring(deps)).current().kid;
    await rotateKeys(deps);
    const after = changed();
    expect(await resealKeys(after)).toBe(2);
    expect(await resealKeys(after)).toBe(0);
    expect((await loadKeyring({ ...after, previousMasterKey: undefined })).current().kid).toBe(first);
    await expect(loadKeyring(deps)).rejects.toMatchObject({ reason: 'SIGNING_KEY_UNREADABLE' });
  });

  test('does not reseal what opens under neither, and changes nothing then', async () => {
    await loadKeyring(deps);
    const before = await db.selectFrom('signing_keys').selectAll().execute();
    const after = { ...changed(), previousMasterKey: new Redacted(systemRandom.bytes(32)) };
    await expect(resealKeys(after)).rejects.toMatchObject({ reason: 'SIGNING_KEY_UNREADABLE' });
    expect(await db.selectFrom('signing_keys').selectAll().execute()).toEqual(before);
  });
});
