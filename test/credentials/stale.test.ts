// Which credentials somebody should look at: not used for long, or about to expire, and still alive.
import { beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from './house.js';

const DAY = 86_400_000;
const timestamp = (milliseconds: number) => ({ seconds: BigInt(Math.floor(milliseconds / 1000)), nanos: 0 });

let house: House;
beforeAll(async () => {
  house = await openHouse();
});

test('unused and expiring secrets, keys and API tokens, each with why', async () => {
  const organization = await house.organization();
  const id = await house.serviceUser(organization);
  const begin = house.clock.now();
  const [old, used, key] = [
    await house.secret(id),
    await house.secret(id),
    await house.key(id, { algorithm: 'ES256' }),
  ];
  await house.token(id, { ttl: '5d' });
  house.clock.advance(100 * DAY);
  const now = house.clock.now();
  const soon = await house.token(id, { ttl: '5d' });
  const later = await house.token(id);
  const both = await house.secret(id, { expiresAt: timestamp(now + DAY) });
  await house.credentials.lastUses.record([
    { id: used.id, kind: 'secret', at: now },
    { id: key.kid, kind: 'key', at: begin + 5 * DAY },
    { id: both.id, kind: 'secret', at: begin },
  ]);
  const stale = await house.credentials.stale.list({
    now: new Date(now),
    unusedSince: new Date(now - 90 * DAY),
    expiringBefore: new Date(now + 14 * DAY),
  });
  const why = stale.map((each) => [each.kind, each.id, each.unused, each.expiring]);
  expect(new Set(why)).toEqual(
    new Set([
      ['secret', old.id, true, false],
      ['key', key.kid, true, false],
      ['api_token', soon.id, false, true],
      ['secret', both.id, true, true],
    ]),
  );
  expect(stale.every((each) => each.serviceUserId === id && each.organization === `org-${organization}`)).toBe(true);
  expect(why.flat()).not.toContain(later.id);
});
