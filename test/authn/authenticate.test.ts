// Who calls: each way to prove it, in any order of the resolvers, and what ends it at once.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessTokenResolver } from '../../src/authn/access-token-resolver.js';
import { authenticateWith } from '../../src/authn/authenticate.js';
import { basicResolver } from '../../src/authn/basic-resolver.js';
import { selfSignedResolver } from '../../src/authn/self-signed-resolver.js';
import type { Credential } from '../../src/credentials/index.js';
import { basic, bearer, refusalFrom, testCall, testMeta } from '../credentials/call.js';
import { type House, openHouse, request, tokensDeps, uuid } from '../credentials/house.js';
import { selfSigned } from './support.js';

let house: House;
let org: string;
let sub: string;
let secret: { readonly id: string; readonly secret: string };
let key: { readonly kid: string; readonly privateKey: string };
let token: string;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  org = await house.organization();
  sub = await house.serviceUser(org);
  secret = await house.secret(sub);
  key = await house.key(sub, { algorithm: 'EdDSA' });
  token = await exchange();
});

const present = (headers: Record<string, string>) => house.authenticate(testMeta(headers));
const refused = (headers: Record<string, string>) => refusalFrom(() => present(headers));
const ownJwt = () => selfSigned(house, { ...key, algorithm: 'EdDSA' }, { claims: { sub } });

async function exchange(): Promise<string> {
  const ask = { grantType: 'client_credentials', clientId: secret.id, clientSecret: secret.secret, assertion: '' };
  return String((await house.tokensRpc.authToken(request(ask), testCall())).accessToken);
}

describe('each way', () => {
  test('nothing presented is nobody, not an error', async () => {
    expect(await present({})).toBeUndefined();
    expect(await present({ authorization: '', 'x-user-token': '' })).toBeUndefined();
  });

  test('is told by what it is, in every order of the resolvers', async () => {
    const deps = house.tokens;
    const [b, a, s] = [basicResolver(deps), accessTokenResolver(deps), selfSignedResolver(deps)];
    const own = await ownJwt();
    for (const order of [
      [b, a, s],
      [b, s, a],
      [a, b, s],
      [a, s, b],
      [s, a, b],
      [s, b, a],
    ]) {
      const authenticate = authenticateWith(order);
      const via = async (headers: Record<string, string>) => (await authenticate(testMeta(headers)))?.via;
      expect(await via(basic(secret.id, secret.secret))).toBe('client_credentials');
      expect(await via(bearer(token))).toBe('access_token');
      expect(await via(bearer(own))).toBe('jwt_grant');
      expect(await refusalFrom(() => via(bearer(`${token}x`)))).toBeDefined();
    }
  });

  test('the scheme is read without regard to case', async () => {
    const value = basic(secret.id, secret.secret)['authorization']?.slice(6);
    for (const scheme of ['basic', 'BASIC', 'bAsIc'])
      expect(await present({ authorization: `${scheme} ${value}` })).toMatchObject({ id: sub });
    for (const scheme of ['bearer', 'BEARER'])
      expect(await present({ authorization: `${scheme} ${token}` })).toBeDefined();
  });

  test('Basic, percent-encoded or not', async () => {
    const encoded = secret.id.replaceAll('-', '%2D');
    expect(await present(basic(encoded, secret.secret.replaceAll('_', '%5F')))).toMatchObject({ id: sub });
    expect(await present(basic(encoded, secret.secret))).toMatchObject({ id: sub });
  });

  test('x-user-token is another spelling of Bearer', async () => {
    expect(await present({ 'x-user-token': token })).toMatchObject({ id: sub });
    expect(await present({ 'x-user-token': await ownJwt() })).toMatchObject({ via: 'jwt_grant' });
    expect(await present({ ...bearer(token), 'x-user-token': token })).toMatchObject({ id: sub });
  });
});

describe('is refused', () => {
  test('two different things at once, whichever is good', async () => {
    const other = await exchange();
    for (const headers of [
      { ...bearer(token), 'x-user-token': other },
      { ...bearer(token), 'x-user-token': 'x' },
      { ...bearer('x'), 'x-user-token': token },
      { ...basic(secret.id, secret.secret), 'x-user-token': token },
    ])
      expect(await refused(headers)).toBe('AUTHORIZATION_AMBIGUOUS');
  });

  test('what cannot be read', async () => {
    const { authorization = '' } = basic(secret.id, secret.secret);
    for (const value of [
      'x',
      token,
      'Bearer',
      `Token ${token}`,
      `Negotiate ${token}`,
      `${authorization}, ${authorization}`,
      `Bearer ${token}, Bearer ${token}`,
      `Basic\t${authorization.slice(6)}`,
      'Basic',
      'Basic ***',
      `Basic ${Buffer.from('no colon').toString('base64')}`,
      `Basic ${Buffer.alloc(1_000_000, 'a').toString('base64')}`,
      `Basic ${Buffer.from([0xff, 0x3a]).toString('base64')}`,
    ])
      expect(await refused({ authorization: value })).toBe('AUTHORIZATION_MALFORMED');
    for (const value of ['', ':', '::', '%:%', '\0:\0', `${secret.id}:`, `:${secret.secret}`, `${secret.id} :x`]) {
      const header = `Basic ${Buffer.from(value).toString('base64')}`;
      await refused({ authorization: header });
    }
    expect(await refused(bearer('x'))).toBe('TOKEN_MALFORMED');
  });

  test('a secret as a Bearer, and a token in Basic', async () => {
    expect(await refused(bearer(secret.secret))).toBe('TOKEN_MALFORMED');
    expect(await refused(basic(secret.id, token.slice(0, 500)))).toBe('SECRET_WRONG');
  });

  test('identity headers of proxies say nothing', async () => {
    const headers = {
      'x-frontier-email': 'root@example.org',
      'x-forwarded-user': sub,
      'x-org-id': org,
      'x-principal-id': sub,
      'gateway-user-token': token,
      'gateway-user-secret': basic(secret.id, secret.secret)['authorization'] ?? '',
      cookie: `sid=${uuid()}`,
    };
    expect(await present(headers)).toBeUndefined();
    expect(await present({ ...headers, ...bearer(token) })).toMatchObject({ id: sub });
  });
});

describe('an access token ends at once', () => {
  const later: Record<string, [() => unknown, string]> = {
    'when its secret is deleted': [
      () => house.rpc.deleteSecret(request({ id: sub, secretId: secret.id }), testCall()),
      'CREDENTIAL_UNKNOWN',
    ],
    'when its service user is deleted': [
      () => house.rpc.deleteServiceUser(request({ id: sub }), testCall()),
      'CREDENTIAL_UNKNOWN',
    ],
    'when its service user is disabled': [
      () => house.rpc.disableServiceUser(request({ id: sub }), testCall()),
      'SERVICE_USER_DISABLED',
    ],
    'and stays dead when its service user is enabled again': [
      async () => {
        await house.rpc.disableServiceUser(request({ id: sub }), testCall());
        await house.rpc.enableServiceUser(request({ id: sub }), testCall());
      },
      'GENERATION_REFUSED',
    ],
    'when its organization is disabled': [
      () => house.db.updateTable('organizations').set({ state: 'disabled' }).where('id', '=', org).execute(),
      'ORGANIZATION_DISABLED',
    ],
    'when its organization is deleted': [
      () => house.db.deleteFrom('organizations').where('id', '=', org).execute(),
      'CREDENTIAL_UNKNOWN',
    ],
    "when the credential's generation is raised": [
      () => house.db.updateTable('secrets').set({ generation: 2 }).where('id', '=', secret.id).execute(),
      'GENERATION_REFUSED',
    ],
    "when the service user's generation is raised": [
      () => house.db.updateTable('service_users').set({ generation: 2 }).where('id', '=', sub).execute(),
      'GENERATION_REFUSED',
    ],
    "when the organization's generation is raised": [
      () => house.db.updateTable('organizations').set({ generation: 2 }).where('id', '=', org).execute(),
      'GENERATION_REFUSED',
    ],
    'when its secret expires': [
      () =>
        house.db
          .updateTable('secrets')
          .set({ expires_at: new Date(house.clock.now()) })
          .where('id', '=', secret.id)
          .execute(),
      'CREDENTIAL_EXPIRED',
    ],
  };
  test.each(Object.entries(later))('%s', async (_, [act, refusal]) => {
    expect(await present(bearer(token))).toMatchObject({ id: sub });
    await act();
    expect(await refused(bearer(token))).toBe(refusal);
  });

  test('and a new one is good at once, in the same second', async () => {
    await house.db.updateTable('secrets').set({ generation: 2 }).where('id', '=', secret.id).execute();
    expect(await present(bearer(await exchange()))).toMatchObject({ id: sub });
    expect(await refused(bearer(token))).toBe('GENERATION_REFUSED');
  });

  test('when its time is over, not before', async () => {
    house.clock.advance(3_599_999);
    expect(await present(bearer(token))).toBeDefined();
    house.clock.advance(1);
    expect(await refused(bearer(token))).toBe('TOKEN_EXPIRED');
  });
});

test('asks the store once per call', async () => {
  let queries = 0;
  const { authenticate } = tokensDeps(house.credentials, house.keyring, {
    find: (id) => {
      queries += 1;
      return house.credentials.reader.find(id);
    },
  });
  for (const headers of [basic(secret.id, secret.secret), bearer(token), bearer(await ownJwt())]) {
    queries = 0;
    await authenticate(testMeta(headers));
    expect(queries).toBe(1);
  }
});

test('answers without a promise when the store does', async () => {
  const known = new Map<string, Credential | undefined>();
  for (const id of [secret.id, key.kid]) known.set(id, await house.credentials.reader.find(id));
  const { authenticate } = tokensDeps(house.credentials, house.keyring, { find: (id) => known.get(id) });
  for (const headers of [basic(secret.id, secret.secret), bearer(token), bearer(await ownJwt())])
    expect(authenticate(testMeta(headers))).toMatchObject({ id: sub });
});
