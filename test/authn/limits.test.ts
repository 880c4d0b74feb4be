// Who fails too often is kept from going on, and nobody else is.
import { beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../src/authn/index.js';
import { addressKey } from '../../src/authn/limits/address-key.js';
import { openLimits } from '../../src/authn/limits/open-limits.js';
import type { Limits } from '../../src/credentials/index.js';
import type { FrontierError } from '../../src/kernel/errors.js';
import type { CallMeta } from '../../src/kernel/rpc.js';
import { tokensRpc } from '../../src/tokens/index.js';
import { basic, bearer, testCall, testMeta } from '../credentials/call.js';
import { type House, openHouse, request, uuid } from '../credentials/house.js';
import { altered } from '../support/altered.js';
import { selfSigned } from './support.js';

const PER_CLIENT = 4;
const PER_ADDRESS = 12;
const TOKENS = 6;
const HERE = '192.0.2.1';
const THERE = '198.51.100.7';

let house: House;
let limits: Limits;
let limited: string[];
let authenticate: ReturnType<typeof createAuthenticate>;
let rpc: ReturnType<typeof tokensRpc>;
let secret: { readonly id: string; readonly secret: string };
let other: { readonly id: string; readonly secret: string };
let key: { readonly kid: string; readonly privateKey: string };
let sub: string;

beforeEach(async () => {
  house = await openHouse();
  sub = await house.serviceUser(await house.organization());
  secret = await house.secret(sub);
  other = await house.secret(sub);
  key = await house.key(sub, { algorithm: 'EdDSA' });
  limited = [];
  open({});
});

function open(rates: object): void {
  const config = {
    limits: {
      failuresPerClient: { count: PER_CLIENT, seconds: 60 },
      failuresPerAddress: { count: PER_ADDRESS, seconds: 60 },
      tokensPerClient: { count: TOKENS, seconds: 60 },
      ...rates,
    },
    redisUrl: undefined,
  };
  ({ limits } = openLimits({
    config,
    clock: house.clock,
    onLimited: (limit) => limited.push(limit),
    onError: (message) => expect.unreachable(message),
  }));
  authenticate = createAuthenticate({ ...house.tokens, limits });
  rpc = tokensRpc({ ...house.tokens, limits, authenticate });
}

const at = (peer: string, headers: Record<string, string>): CallMeta => ({ ...testMeta(headers), peer });

/** `ok`, or the code of the error. */
async function outcome(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    return (error as FrontierError).code;
  }
}

const present = (headers: Record<string, string>, peer = HERE) => outcome(() => authenticate(at(peer, headers)));
const wrong = (id = secret.id, peer = HERE) => present(basic(id, 'a-wrong-secret'), peer);
const right = (peer = HERE, { id, secret: text } = secret) => present(basic(id, text), peer);

async function times(count: number, work: () => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let index = 0; index < count; index += 1) outcomes.push(await work());
  return outcomes;
}

const refusals = (count: number) => Array.from({ length: count }, () => 'unauthenticated');

describe('failures as one client', () => {
  test('from one address: no further try, be it right, until the time is over', async () => {
    expect(await times(PER_CLIENT, wrong)).toEqual(refusals(PER_CLIENT));
    expect([await wrong(), await right()]).toEqual(['resource_exhausted', 'resource_exhausted']);
    house.clock.advance(59_999);
    expect(await right()).toBe('resource_exhausted');
    house.clock.advance(1);
    expect([await right(), await wrong()]).toEqual(['ok', 'unauthenticated']);
  });

  test('say when to come again, and not whether the client exists', async () => {
    const errors = [];
    for (const id of [secret.id, uuid()]) {
      await times(PER_CLIENT, () => wrong(id));
      house.clock.advance(500);
      errors.push(await authenticateError(basic(id, 'a-wrong-secret')));
      house.clock.advance(60_000);
    }
    expect(errors[0]).toMatchObject({ code: 'resource_exhausted', reason: 'TOO_MANY_FAILED_ATTEMPTS', retryAfter: 60 });
    expect(errors[1]).toEqual(errors[0]);
  });

  test('keep out neither that client at another address, nor another client at that one', async () => {
    await times(3 * PER_CLIENT - 1, wrong);
    expect([await right(THERE), await right(HERE, other)]).toEqual(['ok', 'ok']);
    expect(await wrong(other.id)).toBe('unauthenticated');
  });

  test('from many addresses: further failures are many, what is right is right', async () => {
    for (let host = 1; host <= 10; host += 1) await times(PER_CLIENT, () => wrong(secret.id, `203.0.113.${host}`));
    expect(await wrong(secret.id, '203.0.113.200')).toBe('resource_exhausted');
    expect(await right('203.0.113.200')).toBe('ok');
    expect(await wrong(other.id, '203.0.113.200')).toBe('unauthenticated');
  });

  test('count alike for a wrong secret, an unknown client, an expired and a disabled one', async () => {
    const expired = await house.secret(sub, { expiresAt: { seconds: BigInt(house.clock.now() / 1000 + 1), nanos: 0 } });
    house.clock.advance(2_000);
    const seen = [];
    for (const [id, text] of [
      [secret.id, 'wrong'],
      [uuid(), 'wrong'],
      [expired.id, expired.secret],
      [key.kid, 'wrong'],
    ]) {
      seen.push(await times(PER_CLIENT + 2, () => present(basic(id ?? '', text ?? ''))));
      house.clock.advance(120_000);
    }
    expect(new Set(seen.map((outcomes) => JSON.stringify(outcomes))).size).toBe(1);
  });

  test('in the body of AuthToken are the same failures', async () => {
    const ask = (text: string, peer = HERE) =>
      outcome(() =>
        rpc.authToken(
          request({ grantType: 'client_credentials', clientId: secret.id, clientSecret: text, assertion: '' }),
          { ...testCall(), meta: at(peer, {}) },
        ),
      );
    expect(await times(2, () => ask('wrong'))).toEqual(refusals(2));
    expect(await times(PER_CLIENT - 2, wrong)).toEqual(refusals(PER_CLIENT - 2));
    expect([await ask(secret.secret), await right()]).toEqual(['resource_exhausted', 'resource_exhausted']);
    expect(await ask(secret.secret, THERE)).toBe('ok');
  });

  test('count once, though two parts look at them', async () => {
    const empty = { grantType: '', clientId: '', clientSecret: '', assertion: '' };
    const exchange = () =>
      outcome(() => rpc.authToken(request(empty), { ...testCall(), meta: at(HERE, basic(secret.id, 'wrong')) }));
    expect(await times(PER_CLIENT, exchange)).toEqual(refusals(PER_CLIENT));
    expect(await exchange()).toBe('resource_exhausted');
    expect(limited).toEqual(['client_from_address']);
  });
});

describe('failures from one address', () => {
  test('as ever new clients: further failures are many, what is right still passes', async () => {
    expect(await times(PER_ADDRESS, () => wrong(uuid()))).toEqual(refusals(PER_ADDRESS));
    expect(await times(3, () => wrong(uuid()))).toEqual(Array(3).fill('resource_exhausted'));
    expect([await right(), await wrong(uuid(), THERE)]).toEqual(['ok', 'unauthenticated']);
    expect(new Set(limited)).toEqual(new Set(['address']));
    house.clock.advance(60_000);
    expect(await wrong(uuid())).toBe('unauthenticated');
  });

  test('do not lift the limit of a client', async () => {
    await times(PER_ADDRESS, () => wrong(uuid()));
    await times(PER_CLIENT, wrong);
    expect([await right(), await right(HERE, other)]).toEqual(['resource_exhausted', 'ok']);
  });

  test('by forged tokens count, by tokens that were good once do not', async () => {
    const now = Math.floor(house.clock.now() / 1000);
    const sign = (claims: object) => selfSigned(house, { ...key, algorithm: 'EdDSA' }, { claims: { sub, ...claims } });
    const expired = await sign({ exp: now });
    expect(await times(2 * PER_ADDRESS, () => present(bearer(expired)))).toEqual(refusals(2 * PER_ADDRESS));
    const forged = altered(await sign({}));
    expect(await times(PER_ADDRESS, () => present(bearer(forged)))).toEqual(refusals(PER_ADDRESS));
    expect([await present(bearer(forged)), await present(bearer(await sign({})))]).toEqual([
      'resource_exhausted',
      'ok',
    ]);
  });

  test('are no failures when nothing was presented', async () => {
    expect(await times(2 * PER_ADDRESS, () => present({}))).toEqual(Array(2 * PER_ADDRESS).fill('ok'));
    expect(await wrong()).toBe('unauthenticated');
  });
});

describe('tokens', () => {
  const ask = async ({ id, secret: text } = secret): Promise<string> =>
    outcome(() =>
      rpc.authToken(request({ grantType: 'client_credentials', clientId: id, clientSecret: text, assertion: '' }), {
        ...testCall(),
        meta: at(HERE, {}),
      }),
    );

  test('of one client are so many and no more; another has its own', async () => {
    expect(await times(TOKENS, () => ask())).toEqual(Array(TOKENS).fill('ok'));
    expect([await ask(), await ask(other), await right()]).toEqual(['resource_exhausted', 'ok', 'ok']);
    expect(limited).toEqual(['tokens']);
    house.clock.advance(60_000);
    expect(await ask()).toBe('ok');
  });
});

test('switched off, nothing is limited', async () => {
  open({ failuresPerClient: undefined, failuresPerAddress: undefined, tokensPerClient: undefined });
  expect(await times(3 * PER_ADDRESS, wrong)).toEqual(refusals(3 * PER_ADDRESS));
  expect(await right()).toBe('ok');
});

test('who is right is answered without a promise, and leaves nothing behind', () => {
  const attempt = { meta: at(HERE, {}), clientId: () => expect.unreachable('nobody needs to know') };
  expect(limits.attempt(attempt, () => 'in')).toBe('in');
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
  ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ['', 'unknown'],
  ['a\n* b', 'unknown'],
])('the address %j counts as %s', (peer, expected) => expect(addressKey(peer)).toBe(expected));

async function authenticateError(headers: Record<string, string>): Promise<unknown> {
  try {
    await authenticate(at(HERE, headers));
  } catch (error) {
    const { code, reason, message, retryAfter, violations } = error as FrontierError;
    return { code, reason, message, retryAfter, violations };
  }
  return undefined;
}
