// Revocation: whose token it is, and that nothing is taken for done that was not.
import { beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/kernel/principal.js';
import { revokeToken } from '../../src/tokens/revoke-token.js';
import { type House, openHouse, uuid } from '../credentials/house.js';
import { goodClaims, minted } from './forge.js';

const SUPERUSER = 'app_platform_superuser app/platform:platform';

let house: House;
let claims: ReturnType<typeof goodClaims>;
let mine: Principal;
beforeAll(async () => {
  house = await openHouse();
  const org = await house.organization();
  const sub = await house.serviceUser(org);
  claims = goodClaims(house, { sub, cred: (await house.secret(sub)).id, org });
  mine = { namespace: 'app/serviceuser', id: sub, via: 'client_credentials', credentialId: claims.cred };
});

/** One that notes what it is asked for. */
function revoker(answer: string) {
  const revoked: string[] = [];
  const revoke = async ({ jti }: { readonly jti: string }) => {
    revoked.push(jti);
    return answer;
  };
  return { revoked, revoke };
}

test("one's own, with the revision of the write", async () => {
  const port = revoker('0000000000000042');
  const token = await minted(house, claims);
  expect(await revokeToken({ ...house.tokens, revoker: port }, token, mine)).toBe('0000000000000042');
  const byCredential = { ...mine, id: uuid() };
  expect(await revokeToken({ ...house.tokens, revoker: port }, token, byCredential)).toBe('0000000000000042');
  expect(port.revoked).toEqual([claims.jti, claims.jti]);
});

test('not one of somebody else', async () => {
  const port = revoker('1');
  const other = { ...mine, id: uuid(), credentialId: uuid() };
  await expect(
    revokeToken({ ...house.tokens, revoker: port }, await minted(house, claims), other),
  ).rejects.toMatchObject({
    code: 'permission_denied',
    reason: 'TOKEN_NOT_YOURS',
  });
  expect(port.revoked).toEqual([]);
});

test('one of a service user that one manages, and as an administrator of the platform', async () => {
  const other = { ...mine, id: uuid(), credentialId: uuid() };
  const token = await minted(house, claims);
  for (const held of [`app_organization_serviceusermanage app/serviceuser:${claims.sub}`, SUPERUSER]) {
    const port = revoker('1');
    const holds: typeof house.tokens.holds = (caller, permission, { namespace, id }) =>
      caller === other && `${permission} ${namespace}:${id}` === held;
    expect(await revokeToken({ ...house.tokens, holds, revoker: port }, token, other)).toBe('1');
    expect(port.revoked).toEqual([claims.jti]);
  }
});

test('what does not count is done, and makes no entry', async () => {
  const port = revoker('1');
  const tokens = [
    '',
    'x',
    'a.b.c',
    await minted(house, { ...claims, exp: claims.iat }),
    `${await minted(house, claims)}A`,
  ];
  for (const token of tokens) expect(await revokeToken({ ...house.tokens, revoker: port }, token, mine)).toBe('');
  expect(port.revoked).toEqual([]);
});

test('a write that fails is not taken for done (RFC 7009 §2.2.1)', async () => {
  const port = { revoke: () => Promise.reject(new Error('the database is away')) };
  await expect(revokeToken({ ...house.tokens, revoker: port }, await minted(house, claims), mine)).rejects.toThrow(
    'away',
  );
});
