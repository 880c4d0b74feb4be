// An id is of one type alone: what is granted at one object says nothing of another with the same UUID.
import { beforeEach, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { insertGrant, memberChanged, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { COMMON, insert } from '../support/world/tree-sql.js';
import { createWorld, idOf, type World } from '../support/world.js';
import { ask } from './cases/case.js';

const NIL = '00000000-0000-0000-0000-000000000000';

let world: World;
let decisions: Decisions;
/** The project that alice administers, and a resource of another project with the same id. */
let shared: string;

beforeEach(async () => {
  const db = await testDatabase();
  world = await createWorld(db);
  await world.tell(`
    permission compute/order get
    role everything: compute_order_get app_project_administer app_organization_administer
    organization acme
    project web in acme
    project far in acme
    group devs in acme
    user alice
    grant everything to alice at project web`);
  shared = world.object('project web').id;
  const [far, now] = [world.object('project far').id, COMMON.created_at];
  await write(db, async (transaction) => {
    for (const id of [shared, NIL]) {
      const row = { ...COMMON, id, namespace: 'compute/order', name: id, urn: id, project_id: far, parent_id: null };
      await insert(transaction, 'resources', row);
      transaction.changed('object', `compute/order:${id}`);
    }
    // A user and a service user with the ids of alice's group and of alice.
    await insert(transaction, 'users', { ...COMMON, id: world.object('group devs').id, name: 'twin', email: 'twin' });
    await insert(transaction, 'service_users', { ...COMMON, id: world.object('user alice').id, org_id: null });
    const [twin, devs] = [
      { namespace: 'app/serviceuser', id: world.object('user alice').id },
      world.object('group devs'),
    ];
    await transaction.sql
      .insertInto('group_members')
      .values({ group_id: devs.id, member_namespace: twin.namespace, member_id: twin.id, created_at: now })
      .execute();
    memberChanged(transaction, twin, devs);
    const roleId = idOf('role everything');
    const [resource, nil] = [world.object('project far'), { namespace: 'compute/order', id: NIL }];
    await insertGrant(transaction, { id: idOf('policy 1'), roleId, resource, principal: devs, now });
    await insertGrant(transaction, {
      id: idOf('policy 2'),
      roleId,
      resource: nil,
      principal: world.object('user alice'),
      now,
    });
  });
  decisions = await createDecisions(sqlDecisionStore(db), 10_000);
});

function outcomeOf(principal: string, permission: string, namespace: string, id: string): Promise<string> {
  return ask(decisions, { principal, permission, object: { namespace, id }, objectField: 'resource' });
}

describe('the same id', () => {
  test('of a project and a resource', async () => {
    const alice = world.principal('alice');
    expect(await outcomeOf(alice, 'administer', 'app/project', shared)).toBe('allowed');
    expect(await outcomeOf(alice, 'get', 'compute/order', shared)).toBe('no_grant');
    expect(await outcomeOf(alice, 'get', 'app/organization', shared)).toBe('resource_unknown');
  });

  test('of a resource and, in words, the platform', async () => {
    const alice = world.principal('alice');
    expect(await outcomeOf(alice, 'get', 'compute/order', NIL)).toBe('allowed');
    expect(await outcomeOf(alice, 'compute_order_get', 'app/platform', 'platform')).toBe('no_grant');
    expect(await outcomeOf(alice, 'get', 'app/organization', world.object('organization acme').id)).toBe('no_grant');
  });

  test('of a group and a user, and of a user and a service user', async () => {
    const [alice, devs] = [world.object('user alice').id, world.object('group devs').id];
    const far = world.object('project far').id;
    expect(await outcomeOf(`app/group:${devs}`, 'get', 'app/project', far)).toBe('allowed');
    expect(await outcomeOf(`app/user:${devs}`, 'get', 'app/project', far)).toBe('no_grant');
    expect(await outcomeOf(`app/serviceuser:${alice}`, 'get', 'app/project', far)).toBe('allowed');
    expect(await outcomeOf(`app/user:${alice}`, 'get', 'app/project', far)).toBe('no_grant');
    expect(await outcomeOf(`app/serviceuser:${alice}`, 'get', 'app/project', shared)).toBe('no_grant');
  });
});
