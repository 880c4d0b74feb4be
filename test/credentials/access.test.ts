// What each RPC of the area requires of its caller, and that names of nothing give nothing away.
import { beforeAll, expect, test } from 'vitest';
import { credentialsAccess, credentialsRpc } from '../../src/credentials/index.js';
import { type House, openHouse, request, uuid } from './house.js';

let house: House;
let org: string;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
});

const id = uuid();
const MANAGE = 'app_organization_serviceusermanage';
const GET = 'app_organization_get';

async function rule(rpc: string, fields: object): Promise<unknown> {
  const rules = credentialsAccess(house.credentials) as Readonly<Record<string, unknown>>;
  const found = rules[rpc];
  return typeof found === 'function' ? found(request(fields), house.caller) : found;
}

test.each([
  ['createServiceUser', MANAGE, 'orgId'],
  ['listServiceUsers', GET, 'orgId'],
  ['listOrganizationServiceUsers', GET, 'id'],
])('%s requires %s at the organization', async (rpc, permission, field) => {
  const required = { permission, object: { namespace: 'app/organization', id: org } };
  expect(await rule(rpc, { [field]: org })).toEqual(required);
  expect(await rule(rpc, { [field]: `org-${org}` })).toEqual(required);
  for (const unknown of [uuid(), 'nothing'])
    expect(await rule(rpc, { [field]: unknown })).toMatchObject({ object: { namespace: 'app/platform' } });
  for (const malformed of ['', 'a b', '\0', org.toUpperCase(), 'x'.repeat(10_000)])
    await expect(rule(rpc, { [field]: malformed })).rejects.toMatchObject({ code: 'invalid_argument' });
});

const ofServiceUser = [
  'getServiceUser',
  'deleteServiceUser',
  'enableServiceUser',
  'disableServiceUser',
  'createSecret',
  'listSecrets',
  'getSecret',
  'deleteSecret',
  'createKey',
  'listKeys',
  'deleteKey',
  'createToken',
  'listTokens',
  'deleteToken',
];
test.each(ofServiceUser)('%s requires it at the service user', async (rpc) => {
  const object = { namespace: 'app/serviceuser', id };
  expect(await rule(rpc, { id })).toEqual({ permission: MANAGE, object });
  for (const malformed of ['', 'x', '\0', id.toUpperCase(), `${id}\n`, 'x'.repeat(10_000)])
    await expect(rule(rpc, { id: malformed })).rejects.toMatchObject({ violations: [{ field: 'id' }] });
  await expect(rule(rpc, { id, orgId: 'a b' })).rejects.toMatchObject({ violations: [{ field: 'org_id' }] });
});

test('GetKey is public', async () => {
  expect(await rule('getKey', {})).toBe('public');
});

test('every handler has a rule', () => {
  expect(Object.keys(credentialsAccess(house.credentials)).sort()).toEqual(
    Object.keys(credentialsRpc(house.credentials)).sort(),
  );
});
