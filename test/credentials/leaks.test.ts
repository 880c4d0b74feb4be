// After everything that makes a secret has been done: no row of the database holds one, and nothing prints one.
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createToken } from '../../src/credentials/api-tokens/create-token.js';
import { bootstrapServiceUser, rotateAdminToken } from '../../src/credentials/index.js';
import { createKey } from '../../src/credentials/keys/create-key.js';
import { createSecret } from '../../src/credentials/secrets/create-secret.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { everyRow, privateParts, spellings } from '../support/leaks.js';
import { testCall } from './call.js';
import { openHouse, request } from './house.js';

const CHOSEN = 'chosen-by-an-operator-and-long-enough';

test('the database holds no secret and no private key in clear', async () => {
  const house = await openHouse();
  const id = await house.serviceUser(await house.organization());
  const secret = await house.secret(id);
  const keys = await Promise.all(['RS256', 'ES256', 'EdDSA'].map((algorithm) => house.key(id, { algorithm })));
  await bootstrapServiceUser(house.credentials, { clientSecret: new Redacted(CHOSEN) });
  const token = await house.tokensRpc.authToken(
    request({ grantType: 'client_credentials', clientId: secret.id, clientSecret: secret.secret, assertion: '' }),
    testCall(),
  );

  const { token: apiToken } = await house.token(id);
  const adminToken = (await rotateAdminToken(house.credentials, { onlyFirst: false }))?.reveal() ?? '';

  const rows = await everyRow(house.db);
  expect(rows.length).toBeGreaterThan(60);
  const body = secret.secret.split('_')[2] ?? '';
  const needles = [
    ...spellings(Buffer.from(body)),
    ...[apiToken, adminToken].flatMap((token) => spellings(Buffer.from(token.split('_')[2] ?? ''))),
    ...spellings(Buffer.from(CHOSEN)),
    ...spellings(house.masterKey.reveal()),
    ...keys.flatMap(({ privateKey }) => privateParts(privateKey)),
    String(token.accessToken),
  ];
  const found = needles.filter((needle) => rows.some((row) => row.includes(needle)));
  expect(found).toEqual([]);
});

test('what operations answer prints without its secret', async () => {
  const house = await openHouse();
  const id = await house.serviceUser(await house.organization());
  const input = { id, organization: undefined, title: '', expiresAt: undefined };
  const { value: secret } = await createSecret(house.credentials, input, house.caller);
  const key = { ...input, algorithm: 'EdDSA', publicKey: '' };
  const { value: made } = await createKey(house.credentials, key, house.caller);
  const asked = { ...input, title: 't', ttl: undefined, permissions: ['app_organization_get'], resource: undefined };
  const { value: token } = await createToken(house.credentials, asked, house.caller);
  for (const value of [secret, made, token]) {
    const printed = [JSON.stringify(value), inspect(value, { depth: 9, showHidden: true }), `${Object.values(value)}`];
    for (const text of printed) {
      expect(text).not.toContain(secret.secret.reveal());
      expect(text).not.toContain(token.token.reveal());
      expect(text).not.toContain('PRIVATE KEY');
    }
  }
});
