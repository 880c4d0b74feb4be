// Decision rule 9: who may be granted which role where, case by case.
import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
import { CreatePolicyRequestSchema } from '../../gen/raystack/frontier/v1beta1/policies_pb.js';
import { testDatabase } from '../support/database.js';
import { createWorld, uuid, type World } from './world.js';

let world: World;
/** Every resource, principal and role that the cases name. */
let names: Readonly<Record<string, string>>;

beforeAll(async () => {
  const db = await testDatabase();
  world = await createWorld(db);
  const { ours, theirs } = world;
  const now = new Date(world.clock.now());
  const platformServiceUser = uuid();
  await db
    .insertInto('service_users')
    .values({ id: platformServiceUser, org_id: null, title: '', metadata: '{}', created_at: now, updated_at: now })
    .execute();
  const permission = { namespace: 'compute/order', verb: 'get', title: '', metadata: {} };
  await world.deps.permissions.define([{ ...permission, id: uuid() }], now);
  const role = { permissions: ['compute_order_get'], title: '', scopes: [], metadata: {} };
  const ourRole = uuid();
  const theirRole = uuid();
  await world.deps.roles.create({ ...role, id: ourRole, name: 'ours', orgId: ours.org }, now);
  await world.deps.roles.create({ ...role, id: theirRole, name: 'theirs', orgId: theirs.org }, now);
  await world.deps.roles.create({ ...role, id: uuid(), name: 'orders', orgId: null }, now);
  names = {
    'the platform': 'app/platform:platform',
    'our organization': `app/organization:${ours.org}`,
    'our project': `app/project:${ours.project}`,
    'our group': `app/group:${ours.group}`,
    'our order': `compute/order:${ours.resource}`,
    'our organization by name': `org:${ours.orgName}`,
    'our project by name': `project:${ours.projectName}`,
    'a user': `user:${world.user}`,
    'no user': `user:${uuid()}`,
    'our service user': `app/serviceuser:${ours.serviceUser}`,
    'their service user': `app/serviceuser:${theirs.serviceUser}`,
    'their group': `app/group:${theirs.group}`,
    'no group': `app/group:${uuid()}`,
    'a platform service user': `serviceuser:${platformServiceUser}`,
    'our role': ourRole,
    'our role by name': 'ours',
    'their role': theirRole,
    'their role by name': 'theirs',
    'a platform role': 'orders',
    'no role': uuid(),
  };
});

async function grant([role, resource, principal]: readonly [string, string, string]) {
  const body = { roleId: names[role] ?? '', resource: names[resource] ?? '', principal: names[principal] ?? '' };
  return (await world.rpc.createPolicy(create(CreatePolicyRequestSchema, { body }), world.call)).policy;
}

describe('who may be granted what', () => {
  beforeAll(() => void world.holdings.add('*'));

  test.each<[string, string, string]>([
    ['a platform role', 'the platform', 'a user'],
    ['a platform role', 'our organization', 'a user'],
    ['a platform role', 'our organization by name', 'our service user'],
    ['a platform role', 'our organization', 'our group'],
    ['a platform role', 'our project by name', 'our service user'],
    ['a platform role', 'our project', 'our group'],
    ['a platform role', 'our group', 'our service user'],
    ['a platform role', 'our order', 'our service user'],
    ['a platform role', 'our order', 'our group'],
    ['our role', 'our organization', 'a user'],
    ['our role by name', 'our project', 'our service user'],
    ['our role', 'our group', 'our group'],
    ['our role', 'our order', 'our group'],
    ['a platform role', 'the platform', 'a platform service user'],
  ])('%s on %s to %s', async (...wanted) => {
    expect(await grant(wanted)).toMatchObject({ principal: expect.stringMatching(/^app\/(user|serviceuser|group):/) });
  });

  const wrongPrincipal = { code: 'invalid_argument', violations: [{ field: 'body.principal' }] };
  const wrongRole = { code: 'not_found', reason: 'ROLE_NOT_FOUND' };
  test.each<[string, string, string, object]>([
    ['a platform role', 'our organization', 'their service user', wrongPrincipal],
    ['a platform role', 'our organization', 'their group', wrongPrincipal],
    ['a platform role', 'our project', 'their service user', wrongPrincipal],
    ['a platform role', 'our group', 'their group', wrongPrincipal],
    ['a platform role', 'our order', 'their service user', wrongPrincipal],
    ['a platform role', 'our organization', 'a platform service user', wrongPrincipal],
    ['a platform role', 'the platform', 'our service user', wrongPrincipal],
    ['a platform role', 'the platform', 'our group', wrongPrincipal],
    ['a platform role', 'our organization', 'no user', wrongPrincipal],
    ['a platform role', 'our organization', 'no group', wrongPrincipal],
    ['our role', 'the platform', 'a user', wrongRole],
    ['their role', 'our organization', 'a user', wrongRole],
    ['their role by name', 'our project', 'a user', wrongRole],
    ['their role', 'our order', 'a user', wrongRole],
    ['no role', 'our order', 'a user', wrongRole],
  ])('not %s on %s to %s', async (role, resource, principal, expected) => {
    await expect(grant([role, resource, principal])).rejects.toMatchObject(expected);
  });

  test('unknown and foreign principals are told apart by nothing', async () => {
    const errors = await Promise.all(
      ['no group', 'their group', 'their service user', 'no user'].map((principal) =>
        grant(['a platform role', 'our project', principal]).then(
          () => undefined,
          (error) => ({ ...error, message: error.message }),
        ),
      ),
    );
    for (const error of errors) expect(error).toEqual(errors[0]);
  });

  test('an organization’s role comes before a platform role of the same name', async () => {
    const now = new Date(world.clock.now());
    const shadow = { permissions: [], title: '', scopes: [], metadata: {} };
    const { value } = await world.deps.roles.create(
      { ...shadow, id: uuid(), name: 'orders', orgId: world.ours.org },
      now,
    );
    expect(await grant(['a platform role', 'our project', 'a user'])).toMatchObject({ roleId: value.id });
    await world.db.deleteFrom('policies').where('role_id', '=', value.id).execute();
    await world.deps.roles.remove(value.id);
  });
});

describe('whoever grants must hold what the role gives there', () => {
  /** What the role gives, where, and what must be held there for it. */
  test.each<[string, string, readonly string[]]>([
    ['app_organization_owner', 'our organization', ['app_organization_administer']],
    ['app_project_owner', 'our organization', ['app_project_administer']],
    ['app_project_owner', 'our project', ['app_project_administer']],
    ['app_project_manager', 'our project', ['app_project_update', 'app_project_get', 'app_project_resourcelist']],
    ['app_project_viewer', 'our group', []],
    ['app_organization_viewer', 'our project', []],
    ['app_group_owner', 'our group', ['app_group_administer']],
    ['app_organization_owner', 'the platform', ['app_organization_administer']],
    ['orders', 'our project', ['compute_order_get']],
    ['orders', 'our order', ['compute_order_get']],
    ['orders', 'our group', []],
    ['app_project_owner', 'our order', []],
    [
      'app_project_manager',
      'our organization',
      [
        'app_project_update',
        'app_project_get',
        'app_project_resourcelist',
        'app_organization_projectcreate',
        'app_organization_projectlist',
        'app_organization_grouplist',
      ],
    ],
  ])('%s on %s takes %j', async (role, resource, needed) => {
    const body = { roleId: role, resource: names[resource] ?? '', principal: names['a user'] ?? '' };
    const attempt = () => world.rpc.createPolicy(create(CreatePolicyRequestSchema, { body }), world.call);
    const held = needed.map((permission) => `${permission} ${body.resource}`);
    for (const missing of held) {
      world.holdings.clear();
      for (const holding of held) if (holding !== missing) world.holdings.add(holding);
      await expect(attempt()).rejects.toMatchObject({
        code: 'permission_denied',
        reason: 'GRANT_EXCEEDS_HOLDER',
        message: 'not authorized',
      });
    }
    world.holdings.clear();
    for (const holding of held) world.holdings.add(holding);
    await expect(attempt()).resolves.toMatchObject({ policy: { resource: body.resource } });
  });
});
