// A JWT signed by a service user: what upstream's clients send is taken, what an attacker sends is not.
import { createHmac, createPrivateKey } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bearer, refusalFrom, testCall, testMeta } from '../credentials/call.js';
import { AUDIENCE, type House, ISSUER, openHouse, request, uuid } from '../credentials/house.js';
import { encode, jwt, minted } from '../tokens/forge.js';
import { type Signer, selfSigned } from './support.js';

let house: House;
let org: string;
let sub: string;
let signer: Signer;
let now: number;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
  sub = await house.serviceUser(org);
  signer = { ...(await house.key(sub, { algorithm: 'ES256' })), algorithm: 'ES256' };
});
beforeEach(() => {
  now = Math.floor(house.clock.now() / 1000);
});

const present = (token: string) => house.authenticate(testMeta(bearer(token)));
const sign = (claims: object = {}, header: object = {}) =>
  selfSigned(house, signer, { claims: { sub, ...claims }, header });
const refused = async (claims: object, header: object = {}) => {
  const token = await sign(claims, header);
  return refusalFrom(() => present(token));
};

describe('is taken', () => {
  test.each(['RS256', 'ES256', 'EdDSA'])('of a key for %s', async (algorithm) => {
    const key = await house.key(sub, { algorithm });
    const token = await selfSigned(house, { ...key, algorithm }, { claims: { sub } });
    expect(await present(token)).toEqual({
      namespace: 'app/serviceuser',
      id: sub,
      via: 'jwt_grant',
      credentialId: key.kid,
    });
  });

  const variants: Record<string, [object, object]> = {
    'with kid in the header only': [{ kid: undefined }, {}],
    'with kid in the payload only': [{}, { kid: undefined }],
    'with typ JWT': [{}, { typ: 'JWT' }],
    'with typ jwt': [{}, { typ: 'jwt' }],
    'without iat, nbf and jti': [{ iat: undefined, nbf: undefined, jti: undefined }, {}],
    'for the issuer': [{ aud: ISSUER }, {}],
    'for the issuer, as a list': [{ aud: [ISSUER] }, {}],
    'for the token endpoint': [{ aud: `${ISSUER}/v1beta1/auth/token` }, {}],
    'with gen system of another issuer': [{ gen: 'system' }, {}],
    'of our issuer without gen': [{ iss: ISSUER }, {}],
  };
  test.each(Object.entries(variants))('%s', async (_, [claims, header]) => {
    expect(await present(await sign(claims, header))).toMatchObject({ id: sub });
  });

  test('from a clock that is 30 s ahead', async () => {
    const ahead = { iat: now + 30, nbf: now + 30, exp: now + 12 * 3600 + 30 };
    expect(await present(await sign(ahead))).toBeDefined();
  });
});

describe('is refused', () => {
  test('for another sub than the owner of the key', async () => {
    const other = await house.serviceUser(org);
    for (const value of [other, uuid(), house.caller.id, signer.kid])
      expect(await refused({ sub: value })).toBe('SUBJECT_REFUSED');
    for (const value of [undefined, null, 7, [sub]]) expect(await refused({ sub: value })).toBe('CLAIMS_REFUSED');
  });

  test('with the kid of another key, of a secret, of the service, of nothing, or two kids', async () => {
    const other = await house.key(await house.serviceUser(org), { algorithm: 'ES256' });
    const sibling = await house.key(sub, { algorithm: 'ES256' });
    const secret = await house.secret(sub);
    for (const kid of [other.kid, sibling.kid]) expect(await refused({ kid }, { kid })).toBe('SIGNATURE_WRONG');
    for (const kid of [secret.id, house.keyring.current().kid, uuid(), '', "' or 1=1", '\0', 'x'.repeat(2_000)])
      expect(await refused({ kid }, { kid })).toBe('KEY_UNKNOWN');
    expect(await refused({ kid: sibling.kid })).toBe('KEY_UNKNOWN');
    expect(await refused({ kid: undefined }, { kid: undefined })).toBe('KEY_UNKNOWN');
    for (const kid of [7, null, [signer.kid], {}]) expect(await refused({ kid })).toBe('KEY_UNKNOWN');
  });

  const times: Record<string, [(now: number) => object, string]> = {
    'without exp': [() => ({ exp: undefined }), 'CLAIMS_REFUSED'],
    'with exp as text': [(t) => ({ exp: String(t + 60) }), 'CLAIMS_REFUSED'],
    'with exp 1e300': [() => ({ exp: 1e300 }), 'CLAIMS_REFUSED'],
    'with exp negative': [() => ({ exp: -1 }), 'CLAIMS_REFUSED'],
    'with exp now': [(t) => ({ exp: t }), 'TOKEN_EXPIRED'],
    'with exp more than 12 h ahead': [(t) => ({ exp: t + 12 * 3600 + 31 }), 'LIFETIME_REFUSED'],
    'with exp in ten years': [(t) => ({ exp: t + 10 * 365 * 86_400 }), 'LIFETIME_REFUSED'],
    'with nbf ahead': [(t) => ({ nbf: t + 31 }), 'TOKEN_NOT_YET_VALID'],
    'with iat ahead': [(t) => ({ iat: t + 31 }), 'TOKEN_NOT_YET_VALID'],
    'with iat after exp': [(t) => ({ iat: t + 20, exp: t + 10 }), 'LIFETIME_REFUSED'],
    'with iat as text': [(t) => ({ iat: String(t) }), 'CLAIMS_REFUSED'],
    'with nbf null': [() => ({ nbf: null }), 'CLAIMS_REFUSED'],
    'with jti empty': [() => ({ jti: '' }), 'CLAIMS_REFUSED'],
    'with jti a number': [() => ({ jti: 7 }), 'CLAIMS_REFUSED'],
  };
  test.each(Object.entries(times))('%s', async (_, [change, refusal]) => {
    expect(await refused(change(now))).toBe(refusal);
  });

  test.each([
    'https://evil.example',
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    AUDIENCE,
    `${ISSUER}.evil.example`,
    [ISSUER, 'https://evil.example'],
    [ISSUER, ISSUER],
    [],
    '',
    null,
    7,
  ])('for the audience %j', async (aud) => {
    expect(await refused({ aud })).toMatch(/^(AUDIENCE|CLAIMS)_REFUSED$/);
  });

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT', 'dpop+jwt', 'secevent+jwt', '', null, 7])(
    'of typ %j',
    async (typ) => {
      const token = jwt(
        { alg: 'ES256', kid: signer.kid, typ },
        { sub, exp: now + 60 },
        createPrivateKey(signer.privateKey),
      );
      expect(await refusalFrom(() => present(token))).toBe('TYPE_REFUSED');
    },
  );

  test('with another algorithm than the key’s: none, HS256 with the public key, ES256 for RS256', async () => {
    const claims = { sub, exp: now + 60 };
    const { keys } = await house.rpc.getKey(request({ id: sub, keyId: signer.kid }), testCall());
    for (const alg of ['none', 'HS256', 'RS256', 'ES384', 'EdDSA', undefined]) {
      const signed = `${encode({ alg, kid: signer.kid })}.${encode(claims)}`;
      for (const secret of [JSON.stringify(keys?.[0]), String(keys?.[0]?.x), ''])
        expect(
          await refusalFrom(() =>
            present(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`),
          ),
        ).toBe('SIGNATURE_WRONG');
    }
    const token = jwt({ alg: 'RS256', kid: signer.kid }, claims, createPrivateKey(signer.privateKey));
    expect(await refusalFrom(() => present(token))).toBe('SIGNATURE_WRONG');
  });

  test('pretending to be an access token, and an access token pretending to be one', async () => {
    expect(await refused({ iss: ISSUER, gen: 'system' })).toBe('TYPE_REFUSED');
    expect(await refused({ iss: ISSUER, gen: 'system' }, { typ: 'JWT' })).toBe('KEY_UNKNOWN');
    const ours = await minted(house, { sub, kid: signer.kid, exp: now + 60 }, { alg: 'RS256', kid: signer.kid });
    expect(await refusalFrom(() => present(ours))).toBe('SIGNATURE_WRONG');
  });

  test('of a key that is expired or deleted, of a service user or organization that is disabled', async () => {
    const orgId = await house.organization();
    const owner = await house.serviceUser(orgId);
    const algorithm = 'EdDSA';
    const expiresAt = { seconds: BigInt(now + 60), nanos: 0 };
    const of = async (key: { kid: string; privateKey: string }) => {
      const token = await selfSigned(house, { ...key, algorithm }, { claims: { sub: owner } });
      return () => present(token);
    };
    const kept = await of(await house.key(owner, { algorithm }));
    const expiring = await of(await house.key(owner, { algorithm, expiresAt }));
    const key = await house.key(owner, { algorithm });
    const deleted = await of(key);
    for (const attempt of [kept, expiring, deleted]) expect(await attempt()).toMatchObject({ id: owner });

    house.clock.advance(60_000);
    expect(await refusalFrom(expiring)).toBe('CREDENTIAL_EXPIRED');
    await house.rpc.deleteKey(request({ id: owner, keyId: key.kid }), testCall());
    expect(await refusalFrom(deleted)).toBe('KEY_UNKNOWN');
    await house.rpc.disableServiceUser(request({ id: owner }), testCall());
    expect(await refusalFrom(kept)).toBe('SERVICE_USER_DISABLED');
    await house.rpc.enableServiceUser(request({ id: owner }), testCall());
    await house.db.updateTable('organizations').set({ state: 'disabled' }).where('id', '=', orgId).execute();
    expect(await refusalFrom(kept)).toBe('ORGANIZATION_DISABLED');
    await house.rpc.deleteServiceUser(request({ id: owner }), testCall());
    expect(await refusalFrom(kept)).toBe('KEY_UNKNOWN');
  });
});
