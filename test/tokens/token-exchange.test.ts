// The life of an exchanged token: never beyond that of anything it stands on.
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { basic, testCall } from '../credentials/call.js';
import { type House, openHouse, request } from '../credentials/house.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const TTL = 3600;

interface Secret {
  readonly id: string;
  readonly secret: string;
}

let house: House;
let org: string;
let subject: Secret;
let client: Secret;
let clientUser: string;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
});
beforeEach(async () => {
  subject = await house.secret(await house.serviceUser(org));
  clientUser = await house.serviceUser(org);
  client = await house.secret(clientUser);
});

const now = () => Math.floor(house.clock.now() / 1000);

async function ask(fields: object, by: Secret): Promise<string> {
  const { accessToken } = await house.tokensRpc.authToken(
    request({ clientId: '', clientSecret: '', assertion: '', ...fields }),
    testCall(basic(by.id, by.secret)),
  );
  return String(accessToken);
}

const mint = (by: Secret) => ask({ grantType: 'client_credentials' }, by);
const exchange = (subjectToken: string, more: object = {}, by = client) =>
  ask(
    {
      grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subjectToken,
      subjectTokenType: ACCESS_TOKEN,
      ...more,
    },
    by,
  );

test('ends with the subject token, at every exchange', async () => {
  const token = await mint(subject);
  const end = now() + TTL;
  house.clock.advance(1_000_000);
  const first = await exchange(token);
  house.clock.advance(1_000_000);
  const second = await exchange(first, {}, subject);
  for (const each of [token, first, second]) expect(decodeJwt(each).exp).toBe(end);
  house.clock.advance(1_600_000);
  await expect(exchange(second)).rejects.toMatchObject({ violations: [{ field: 'subject_token' }] });
});

test('ends with the actor token', async () => {
  const actorToken = await mint(client);
  const end = now() + TTL;
  house.clock.advance(600_000);
  const token = await exchange(await mint(subject), { actorToken, actorTokenType: ACCESS_TOKEN });
  expect(decodeJwt(token).exp).toBe(end);
});

test("ends with the actor's credential", async () => {
  const expiresAt = { seconds: BigInt(now() + 120), nanos: 0 };
  const short = await house.secret(clientUser, { expiresAt });
  expect(decodeJwt(await exchange(await mint(subject), {}, short)).exp).toBe(now() + 120);
});

test('says which tokens it comes from, and ends the chain after some', async () => {
  let token = await mint(subject);
  const chain = [String(decodeJwt(token).jti)];
  for (let length = 1; length <= 8; length++) {
    token = await exchange(token);
    expect(decodeJwt(token)['from']).toEqual(chain);
    chain.push(String(decodeJwt(token).jti));
  }
  await expect(exchange(token)).rejects.toMatchObject({ violations: [{ field: 'subject_token' }] });
});
