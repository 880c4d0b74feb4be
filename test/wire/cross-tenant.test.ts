// Naming what belongs to another organization: refused, word for word as for what does not exist, and nothing changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import type { Client } from './support/client.js';
import { openClient } from './support/clients.js';
import { connectRequest, restCall, send } from './support/raw-answer.js';
import { G1, G3 } from './support/rest-paths.js';
import {
  actAs,
  createTenant,
  imaginary,
  newestRevision,
  plainClient,
  type Tenant,
  type TenantIds,
} from './support/tenant.js';
import { tenantCases } from './support/tenant-cases.js';

const nowhere = imaginary();
const NAMES = tenantCases(imaginary(), imaginary()).map(({ name }) => name);

let app: TestApp;
let mine: Tenant;
let theirs: Tenant;
let grpc: Client;

beforeAll(async () => {
  app = await sharedApp();
  [mine, theirs] = await Promise.all([createTenant(app), createTenant(app)]);
  grpc = openClient('grpc-js', app.baseUrl);
});

afterAll(() => grpc.close());

test('there are enough cases, each of its own name', () => {
  expect(NAMES.length).toBeGreaterThan(20);
  expect(new Set(NAMES).size).toBe(NAMES.length);
});

/** The case of that name, against somebody's things. */
function caseOf(name: string, others: TenantIds) {
  const found = tenantCases(mine, others).find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return { ...found, authorization: mine.owner };
}

describe.each(NAMES)('%s', (name) => {
  test('over HTTP', async () => {
    const before = await newestRevision(app);
    const [theirCase, noCase] = [caseOf(name, theirs), caseOf(name, nowhere)];
    const answers = await Promise.all([
      send(app, connectRequest(theirCase.rpc, theirCase.message, mine.owner)),
      send(app, connectRequest(noCase.rpc, noCase.message, mine.owner)),
    ]);
    expect([400, 403, 404]).toContain(answers[0].status);
    expect(answers[0]).toEqual(answers[1]);
    for (const paths of [G3, G1]) {
      const there = await send(app, restCall(paths, theirCase));
      expect(there.status).toBe(answers[0].status);
      expect(there).toEqual(await send(app, restCall(paths, noCase)));
    }
    expect(await newestRevision(app)).toBe(before);
  });

  test('over gRPC', async () => {
    const [there, nothing] = [caseOf(name, theirs), caseOf(name, nowhere)];
    const { header: _, ...answer } = await grpc.call(there.rpc, there.message, { authorization: mine.owner });
    expect(['invalid_argument', 'permission_denied', 'not_found']).toContain(answer.code);
    expect(await grpc.call(nothing.rpc, nothing.message, { authorization: mine.owner })).toMatchObject(answer);
  });
});

test('the owner may do to its own what it may not do to others', async () => {
  const act = actAs(plainClient(app.baseUrl), mine.owner);
  const serviceUser = { id: mine.serviceUserId, org_id: mine.orgId };
  await act('GetServiceUser', serviceUser);
  await act('ListSecrets', serviceUser);
  await act('GetPolicy', { id: mine.policyId });
  await act('GetOrganizationRole', { org_id: mine.orgId, id: mine.roleId });
  await act('GetProjectResource', { project_id: mine.projectId, id: mine.resourceId });
});

test('what is theirs never shows in the lists of mine', async () => {
  const act = actAs(plainClient(app.baseUrl), mine.owner);
  const lists = await Promise.all([
    act('ListOrganizations', {}),
    act('ListOrganizationServiceUsers', { id: mine.orgId }),
    act('ListOrganizationGroups', { org_id: mine.orgId, with_members: true }),
    act('ListOrganizationRoles', { org_id: mine.orgId }),
    act('ListRoles', {}),
    act('ListPolicies', { org_id: mine.orgId }),
  ]);
  const shown = JSON.stringify(lists);
  const { owner: _, robot: __, resourceType: ___, ...ids } = theirs;
  expect(shown).toContain(mine.orgId);
  for (const id of Object.values(ids)) expect(shown).not.toContain(id);
});

test('a check on what is theirs is a denial', async () => {
  const act = actAs(plainClient(app.baseUrl), mine.owner);
  for (const resource of [
    `app/organization:${theirs.orgId}`,
    `app/project:${theirs.projectId}`,
    `app/group:${theirs.groupId}`,
  ])
    expect(await act('CheckPermission', { permission: 'get', resource })).toMatchObject({ status: false });
});
