// Who may ask what a token stands for.
import { beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/kernel/principal.js';
import { introspectToken } from '../../src/tokens/introspect-token.js';
import { type House, OTHER_AUDIENCE, openHouse, uuid } from '../credentials/house.js';
import { goodClaims, minted } from './forge.js';

let house: House;
let claims: ReturnType<typeof goodClaims>;
beforeAll(async () => {
  house = await openHouse();
  const org = await house.organization();
  const sub = await house.serviceUser(org);
  claims = goodClaims(house, { sub, cred: (await house.secret(sub)).id, org });
});

function caller(more: Partial<Principal> = {}): Principal {
  return { namespace: 'app/serviceuser', id: uuid(), via: 'client_credentials', credentialId: uuid(), ...more };
}

async function asks(by: Principal, more: object = {}, deps: object = {}): Promise<boolean> {
  const token = await minted(house, { ...claims, ...more });
  return (await introspectToken({ ...house.tokens, ...deps }, token, by)).active;
}

test('its client, and its service user', async () => {
  expect(await asks(caller({ credentialId: claims.cred }))).toBe(true);
  expect(await asks(caller({ id: claims.sub }))).toBe(true);
});

test('whom its audience names, by service user or by credential', async () => {
  const [service, credential] = [uuid(), uuid()];
  const deps = { audiences: [service, credential, OTHER_AUDIENCE] };
  for (const by of [caller({ id: service }), caller({ credentialId: credential })]) {
    expect(await asks(by, { aud: [service, credential] }, deps)).toBe(true);
    expect(await asks(by, { aud: OTHER_AUDIENCE }, deps)).toBe(false);
    expect(await asks(by, {}, deps)).toBe(false);
  }
});

test('whoever holds `check` on the platform', async () => {
  const by = caller();
  const holds = (who: Principal, permission: string, object: { id: string }) =>
    who === by && permission === 'app_platform_check' && object.id === 'platform';
  expect(await asks(by, {}, { holds })).toBe(true);
  expect(await asks(caller(), {}, { holds })).toBe(false);
});

test('nobody else, and nobody of what does not count', async () => {
  expect(await asks(caller())).toBe(false);
  const mine = caller({ id: claims.sub });
  expect(await asks(mine, { exp: claims.iat })).toBe(false);
  expect(await asks(mine, { iss: 'https://other.example' })).toBe(false);
  expect(await asks(mine, { aud: 'https://evil.example' })).toBe(false);
  expect(await asks(mine, { gens: { cred: 2, sub: 1, org: 1 } })).toBe(false);
});

test('a trouble of our own is not inactive', async () => {
  const reader = { find: () => Promise.reject(new Error('the database is away')) };
  await expect(asks(caller({ id: claims.sub }), {}, { reader })).rejects.toThrow('away');
});
