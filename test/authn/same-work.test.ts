// Unknown clients and wrong secrets, and all else that is refused, take the same work: so many MACs, whatever the cause.
import { beforeAll, expect, test } from 'vitest';
import { createAuthenticate } from '../../src/authn/index.js';
import { basic, refusalFrom, testMeta } from '../credentials/call.js';
import { type House, openHouse, uuid } from '../credentials/house.js';

let house: House;
let macs = 0;
let authenticate: ReturnType<typeof createAuthenticate>;
const clients: Record<string, string> = {};

beforeAll(async () => {
  house = await openHouse();
  const { mac } = house.tokens;
  const compute: typeof mac.compute = (...given) => {
    macs += 1;
    return mac.compute(...given);
  };
  authenticate = createAuthenticate({ ...house.tokens, mac: { ...mac, compute } });
  const org = await house.organization();
  const user = await house.serviceUser(org);
  const disabled = await house.serviceUser(org);
  const secondFromNow = { seconds: BigInt(house.clock.now() / 1000 + 1), nanos: 0 };
  clients['an unknown client'] = uuid();
  clients['a client'] = (await house.secret(user)).id;
  clients['a key'] = (await house.key(user, { algorithm: 'ES256' })).kid;
  clients['an expired client'] = (await house.secret(user, { expiresAt: secondFromNow })).id;
  clients['a disabled client'] = (await house.secret(disabled)).id;
  clients['a deleted client'] = (await house.secret(user)).id;
  await house.credentials.serviceUsers.setState(disabled, 'disabled', house.clock.now());
  await house.credentials.secrets.delete(user, clients['a deleted client']);
  house.clock.advance(2_000);
});

test.each([
  ['a wrong secret', 'wrong', 1],
  ['one that may be encoded, and is read both ways', 'wrong%2Bone', 2],
  ['a long one', 'w'.repeat(500), 1],
])('%s', async (_, secret, expected) => {
  for (const [what, id] of Object.entries(clients)) {
    macs = 0;
    await refusalFrom(() => authenticate(testMeta(basic(id, secret))));
    expect(macs, what).toBe(expected);
  }
});

test.each([
  ['of another spelling', 'frs_x'],
  ['of another client', `frs_${'0'.repeat(32)}_${'A'.repeat(49)}`],
  ['that is too long', 'w'.repeat(600)],
])('a secret %s is refused by its looks, for every client alike', async (_, secret) => {
  macs = 0;
  for (const id of Object.values(clients)) await refusalFrom(() => authenticate(testMeta(basic(id, secret))));
  expect(macs).toBe(0);
});
