// The mirror: what it keeps, what it forgets, in which order things may come, and how much memory that takes.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMirror, type Mirror } from '../../src/revocation/index.js';
import { createUuidMap, PARTS } from '../../src/revocation/uuid-map.js';
import { EVERY_GENERATION, type Revoked } from '../../src/storage/index.js';
import { testClock } from '../support/clock.js';
import { claims } from './tokens.js';

const HOUR = 3_600_000;

function open() {
  const clock = testClock();
  const mirror = createMirror(clock);
  const revoke = (kind: Revoked['kind'], key: string, more: Partial<Revoked> = {}) =>
    mirror.apply({
      kind,
      key,
      generation: EVERY_GENERATION,
      expiresAt: clock.now() + HOUR,
      recordedAt: clock.now(),
      ...more,
    });
  return { clock, mirror, revoke };
}

function sweepAll(mirror: Mirror): void {
  for (let i = 0; i < PARTS; i += 1) mirror.sweep();
}

test.each(['jti', 'cred', 'sub', 'org_ids', 'kid'] as const)('a token ends by its %s, others do not', (claim) => {
  const { mirror, revoke } = open();
  const kinds = { jti: 'token', cred: 'credential', sub: 'principal', org_ids: 'organization', kid: 'signing_key' };
  const token = claims();
  expect(mirror.covers(token)).toBe(false);
  expect(revoke(kinds[claim] as Revoked['kind'], token[claim])).toBe(true);
  expect(revoke(kinds[claim] as Revoked['kind'], token[claim])).toBe(false);
  expect(mirror.covers(token)).toBe(true);
  expect(mirror.covers({ ...token, [claim]: claims()[claim] })).toBe(false);
});

test.each([
  ['credential', 'cred', 'cred'],
  ['principal', 'sub', 'sub'],
  ['organization', 'org_ids', 'org'],
] as const)(
  'of a %s the tokens of older generations end; the highest that came counts, in any order',
  (kind, claim, gen) => {
    for (const order of [
      [3, 2],
      [2, 3],
    ]) {
      const { mirror, revoke } = open();
      const token = claims();
      for (const generation of order) revoke(kind, token[claim], { generation });
      const covered = (generation: number) => mirror.covers({ ...token, gens: { ...token.gens, [gen]: generation } });
      expect([1, 2, 3, 4].map(covered)).toEqual([true, true, false, false]);
    }
  },
);

test('any one of several generations that is too old ends a token', () => {
  const { mirror, revoke } = open();
  const token = claims({ gens: { cred: 5, sub: 5, org: 5 } });
  revoke('credential', token.cred, { generation: 5 });
  revoke('principal', token.sub, { generation: 4 });
  expect(mirror.covers(token)).toBe(false);
  revoke('organization', token.org_ids, { generation: 6 });
  expect(mirror.covers(token)).toBe(true);
});

test('a token of no organization ends by none', () => {
  const { mirror, revoke } = open();
  revoke('organization', randomUUID());
  expect(mirror.covers(claims({ org_ids: '', gens: { cred: 1, sub: 1, org: 0 } }))).toBe(false);
});

test('what has expired leaves by itself, what has not stays, and what comes too late is not kept', () => {
  const { clock, mirror, revoke } = open();
  const [short, long, key] = [claims(), claims(), claims()];
  revoke('token', short.jti, { expiresAt: clock.now() + HOUR });
  revoke('token', long.jti, { expiresAt: clock.now() + 2 * HOUR });
  revoke('signing_key', key.kid, { expiresAt: clock.now() + HOUR });
  sweepAll(mirror);
  expect(mirror.sizes()).toMatchObject({ token: 2, signing_key: 1 });
  clock.advance(HOUR + 1000);
  sweepAll(mirror);
  expect(mirror.sizes()).toMatchObject({ token: 1, signing_key: 0 });
  expect(mirror.covers(long)).toBe(true);
  expect(revoke('token', short.jti, { expiresAt: clock.now() - 1 })).toBe(false);
});

test('a map of many finds each, nothing else, and takes at most 54 bytes for one', () => {
  const map = createUuidMap();
  const ids = Array.from({ length: 60_000 }, () => randomUUID());
  let most = 0;
  for (const [index, id] of ids.entries()) {
    map.raise(id, index + 1, 1_000 + (index % 2));
    if (index > 30_000) most = Math.max(most, index % 97 === 0 ? map.bytes() / map.size() : 0);
  }
  expect(most).toBeLessThanOrEqual(54);
  expect(ids.every((id, index) => map.get(id) === index + 1)).toBe(true);
  expect(ids.some(() => map.get(randomUUID()) !== 0)).toBe(false);
  for (let i = 0; i < PARTS; i += 1) map.sweepNext(1_001);
  expect(map.size()).toBe(30_000);
  expect(ids.every((id, index) => map.get(id) === (index % 2 === 0 ? 0 : index + 1))).toBe(true);
});

test.each(['', 'platform', randomUUID().slice(1), `${randomUUID()}0`])('%j is in no map', (text) => {
  const map = createUuidMap();
  map.raise(randomUUID(), 1, 1);
  expect(map.get(text)).toBe(0);
});
