// The further questions over every protocol: batches, explanations, permissions held, and why a check allows.
import type { JsonObject } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { type Answer, type Client, text } from './support/client.js';
import { CLIENT_NAMES, openClient } from './support/clients.js';
import { actAs, createTenant, plainClient, type Tenant } from './support/tenant.js';

const QUESTIONS = ['CheckPermission', 'BatchCheckPermission', 'ExplainPermission', 'LookupPermissions'];

let app: TestApp;
let tenant: Tenant;
let robot: string;
let owner: string;

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  robot = `app/serviceuser:${tenant.serviceUserId}`;
  const act = actAs(plainClient(app.baseUrl), tenant.owner);
  owner = text(await act('GetCurrentUser', {}), 'serviceuser.id');
});

/** A message of the RPC that asks this. */
function message(rpc: string, question: { readonly permission: string; readonly resource: string; subject?: string }) {
  if (rpc === 'BatchCheckPermission') return { bodies: [question] };
  const { permission, ...rest } = question;
  return rpc === 'LookupPermissions' ? rest : { permission, ...rest };
}

describe.each(CLIENT_NAMES)('%s', (name) => {
  let client: Client;
  beforeAll(() => {
    client = openClient(name, app.baseUrl);
  });
  afterAll(() => client.close());

  const ask = (rpc: string, question: object, authorization = tenant.robot): Promise<Answer> =>
    client.call(rpc, question as Parameters<Client['call']>[1], { authorization });

  test('a check says why on request', async () => {
    const question = { permission: 'get', resource: `${tenant.resourceType}:${tenant.resourceId}` };
    const because = [
      { policy_id: tenant.projectPolicyId, resource: `app/project:${tenant.projectId}` },
      { policy_id: tenant.policyId, resource: `app/organization:${tenant.orgId}` },
    ].map((grant) => ({ ...grant, role_id: tenant.roleId, principal: robot, groups: [] }));
    const asked = await ask('CheckPermission', { ...question, with_because: true });
    expect(asked.value).toMatchObject({ status: true, reason: '', because });
    expect((await ask('CheckPermission', question)).value).toMatchObject({ status: true, because: [] });
    const update = { permission: 'update', resource: `project:${tenant.projectName}`, with_because: true };
    expect((await ask('CheckPermission', update)).value).toMatchObject({ reason: 'no_grant', because: [] });
  });

  test('a batch answers in canonical form and in order', async () => {
    const bodies = [
      { permission: 'app.organization.get', resource: `org:${tenant.orgName}` },
      { permission: 'update', resource: `project:${tenant.projectName}`, subject: robot.replace('app/', '') },
    ];
    const { value } = await ask('BatchCheckPermission', { bodies });
    expect(value['pairs']).toMatchObject([
      {
        body: { permission: 'get', resource: `app/organization:${tenant.orgId}`, subject: '' },
        status: true,
        reason: '',
      },
      {
        body: { permission: 'update', resource: `app/project:${tenant.projectId}`, subject: robot },
        status: false,
        reason: 'no_grant',
      },
    ]);
    expect(value['revision']).toMatch(/^\d{16}$/);
  });

  test('a bad item of a batch fails it, or is answered in its place', async () => {
    const good = { permission: 'get', resource: `app/organization:${tenant.orgId}` };
    const bodies = [good, { ...good, permission: 'fly' }, { ...good, subject: 'nobody' }];
    expect(await ask('BatchCheckPermission', { bodies: bodies.slice(0, 2) })).toMatchObject({
      code: 'not_found',
      message: 'bodies[1].permission: is not defined',
      fields: ['bodies[1].permission: is not defined'],
    });
    const { value } = await ask('BatchCheckPermission', { bodies, per_item_errors: true });
    expect(value['pairs']).toMatchObject([
      { status: true },
      { status: false, error: { code: 'not_found', message: 'bodies[1].permission: is not defined' } },
      { status: false, error: { code: 'invalid_argument' }, body: { subject: 'nobody' } },
    ]);
  });

  test.each([0, 1_001])('a batch of %i', async (count) => {
    const bodies = Array.from({ length: count }, () => ({ permission: 'get', resource: `org:${tenant.orgName}` }));
    expect(await ask('BatchCheckPermission', { bodies, per_item_errors: true })).toMatchObject({
      code: 'invalid_argument',
      fields: ['bodies: must have 1 to 1000 items'],
    });
  });

  test('an explanation is a tree', async () => {
    const { value } = await ask('ExplainPermission', {
      permission: 'update',
      resource: `project:${tenant.projectName}`,
    });
    const held = { role_id: tenant.roleId, principal: robot, groups: [], gives: false };
    expect(value).toMatchObject({
      status: false,
      reason: 'no_grant',
      because: [],
      considered: {
        resource: `app/project:${tenant.projectId}`,
        enabled: true,
        grants: [{ ...held, policy_id: tenant.projectPolicyId }],
        parent: {
          resource: `app/organization:${tenant.orgId}`,
          parent: { resource: 'app/platform:platform', grants: [] },
        },
      },
    });
    expect(value['would_suffice']).toEqual(
      expect.arrayContaining([{ permission: 'app_project_update', resource: `app/project:${tenant.projectId}` }]),
    );
    expect((value['considered'] as { parent: { parent: object } }).parent.parent).not.toHaveProperty('parent');
  });

  test('permissions held', async () => {
    const resource = `${tenant.resourceType}:${tenant.resourceId}`;
    const { value } = await ask('LookupPermissions', { resource });
    expect(value['permissions']).toEqual([`${tenant.resourceType.replace('/', '_')}_get`]);
  });

  test.each(QUESTIONS)('%s about another is for those who hold check on the platform', async (rpc) => {
    const question = message(rpc, { permission: 'get', resource: `app/organization:${tenant.orgId}`, subject: robot });
    const ofOwner = await ask(rpc, question, tenant.owner);
    expect(ofOwner).toMatchObject({ code: 'permission_denied', message: 'not authorized' });
    expect(await ask(rpc, question, app.admin.basic)).toMatchObject({ code: 'ok' });
    const ofSelf = { permission: 'get', resource: `app/organization:${tenant.orgId}`, subject: `serviceuser:${owner}` };
    expect(await ask(rpc, message(rpc, ofSelf), tenant.owner)).toMatchObject({ code: 'ok' });
  });
});

describe('the token of a stranger', () => {
  let stranger: Tenant;
  let token: string;
  const check = (question: object) => {
    const client = openClient('REST', app.baseUrl);
    return client.call('CheckPermission', question as JsonObject, { authorization: tenant.robot });
  };

  beforeAll(async () => {
    stranger = await createTenant(app);
    token = text(await actAs(plainClient(app.baseUrl), stranger.robot)('AuthToken', {}), 'access_token');
  });

  test('opens what is theirs, and nothing of the caller', async () => {
    const theirs = { permission: 'get', resource: `app/organization:${stranger.orgId}` };
    const ours = { permission: 'get', resource: `app/organization:${tenant.orgId}` };
    expect((await check(ours)).value).toMatchObject({ status: true });
    expect((await check({ ...ours, subject_token: token })).value).toMatchObject({ status: false, reason: 'no_grant' });
    expect((await check(theirs)).value).toMatchObject({ status: false, reason: 'no_grant' });
    expect((await check({ ...theirs, subject_token: token })).value).toMatchObject({ status: true });
  });

  test('is not repeated, whatever is wrong with the question', async () => {
    const bad = [
      { permission: 'get', resource: 'nothing' },
      { permission: '', resource: 'platform' },
      { subject: 'x' },
      { at_least_revision: '-' },
      { context: token },
    ];
    for (const question of bad) {
      const { code, message, fields } = await check({ ...question, subject_token: token });
      expect(code).toBe('invalid_argument');
      expect(JSON.stringify([message, fields])).not.toContain(token.slice(0, 20));
    }
  });
});

describe.each(QUESTIONS)('%s', (rpc) => {
  const send = async (fields: object, headers: Readonly<Record<string, string>> = {}) => {
    const client = openClient('REST', app.baseUrl);
    const question = message(rpc, { permission: 'get', resource: `app/organization:${tenant.orgId}` });
    return client.call(rpc, { ...question, ...fields }, { authorization: tenant.robot, headers });
  };

  test('at a revision that was answered, and at the newest', async () => {
    const { value } = await send({ fully_consistent: true });
    const revision = text(value, 'revision');
    const later = await send({ at_least_revision: revision });
    expect(text(later.value, 'revision') >= revision).toBe(true);
  });

  test.each([false, true])(
    'at a revision of the future, fully consistent %s: not before the deadline',
    async (fresh) => {
      const future = { at_least_revision: '9'.repeat(15), fully_consistent: fresh };
      expect(await send(future, { 'grpc-timeout': '100m' })).toMatchObject({ code: 'deadline_exceeded' });
    },
  );

  test('at what is no revision', async () => {
    expect(await send({ at_least_revision: 'new' })).toMatchObject({
      code: 'invalid_argument',
      fields: [expect.stringMatching(/^at_least_revision: /)],
    });
  });

  test.each([
    ['nothing', '', 'invalid_argument'],
    ['no id', 'app/organization', 'invalid_argument'],
    ['a name that stands for nothing', 'project:nowhere-at-all', 'not_found'],
  ])('at %s', async (_, resource, code) => {
    const answer = await send(message(rpc, { permission: 'get', resource }));
    expect(answer.code).toBe(code);
    expect(answer.fields).toEqual([expect.stringMatching(/^(bodies\[0\]\.)?resource: /)]);
  });
});
