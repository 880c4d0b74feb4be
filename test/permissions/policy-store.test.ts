// What every implementation of the policy store must do.
import { beforeEach, describe, expect, test } from 'vitest';
import { PLATFORM } from '../../src/kernel/object-ref.js';
import type { PrincipalRef } from '../../src/kernel/principal.js';
import type { Place, PolicyDraft } from '../../src/permissions/policies/policy.js';
import type { PolicyStore } from '../../src/permissions/policies/store.js';
import { insertGrant, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { changesAt, createWorld, organization, uuid, type World } from './world.js';

const FIRST = new Date('2026-01-02T03:04:05Z');
const LATER = new Date('2026-02-02T03:04:05Z');

let world: World;
let store: PolicyStore;
let roleId: string;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
  store = world.deps.policies;
  roleId = (await world.deps.roles.findByName('app_organization_viewer', null))?.id as string;
});

function user(): PrincipalRef {
  return { namespace: 'app/user', id: world.user };
}

function ourOrganization(): Place {
  return { ref: organization(world.ours.org), orgId: world.ours.org, projectId: null };
}

function draft(): PolicyDraft {
  return { id: uuid(), roleId, place: ourOrganization(), principal: user(), title: 'T', metadata: { a: 1 } };
}

describe('locate', () => {
  test('finds where everything lies', async () => {
    const { org, orgName, project, projectName, group, resource } = world.ours;
    const inProject = { orgId: org, projectId: project };
    const above = { orgId: org, projectId: null };
    const expected: [string, string, string, Omit<Place, 'ref'>][] = [
      ['app/organization', org, org, above],
      ['app/organization', orgName, org, above],
      ['app/project', project, project, inProject],
      ['app/project', projectName, project, inProject],
      ['app/group', group, group, above],
      ['compute/order', resource, resource, inProject],
    ];
    for (const [namespace, key, id, place] of expected)
      expect(await store.locate({ namespace, id: key })).toEqual({ ref: { namespace, id }, ...place });
    expect(await store.locate(PLATFORM)).toEqual({ ref: PLATFORM, orgId: null, projectId: null });
  });

  test('answers undefined for what is not there', async () => {
    const missing = [
      ['app/organization', uuid()],
      ['app/organization', 'no-such'],
      ['app/organization', world.ours.project],
      ['app/project', 'ours-org'],
      ['app/group', world.ours.org],
      ['compute/disk', world.ours.resource],
    ];
    for (const [namespace, id] of missing)
      expect(await store.locate({ namespace: namespace as string, id: id as string })).toBeUndefined();
  });
});

test('homeOf tells the organization of service users and groups, and none of users', async () => {
  const { org, serviceUser, group } = world.ours;
  expect(await store.homeOf(user())).toEqual({ orgId: null });
  expect(await store.homeOf({ namespace: 'app/serviceuser', id: serviceUser })).toEqual({ orgId: org });
  expect(await store.homeOf({ namespace: 'app/group', id: group })).toEqual({ orgId: org });
  for (const namespace of ['app/user', 'app/serviceuser', 'app/group'] as const)
    expect(await store.homeOf({ namespace, id: uuid() })).toBeUndefined();
});

describe('create', () => {
  test('answers what find then finds, and tells the feed', async () => {
    const { place, ...wanted } = draft();
    const { value, revision } = await store.create({ place, ...wanted }, FIRST);
    expect(value).toEqual({ ...wanted, resource: place.ref, createdAt: FIRST, updatedAt: FIRST });
    expect(await store.find(value.id)).toEqual(value);
    expect(await changesAt(world.db, revision)).toEqual([
      `grant app/user:${world.user}|app/organization:${world.ours.org}`,
    ]);
  });

  test('the same again is the same, unchanged, and no change', async () => {
    const first = await store.create(draft(), FIRST);
    const again = await store.create({ ...draft(), title: 'other' }, LATER);
    expect(again).toEqual(first);
    const both = await Promise.all([store.create(draft(), LATER), store.create(draft(), LATER)]);
    expect(both.map(({ value }) => value)).toEqual([first.value, first.value]);
  });

  test('another role, resource or principal is another policy', async () => {
    const { project, org, group } = world.ours;
    const otherRole = (await world.deps.roles.findByName('app_project_viewer', null))?.id as string;
    const place = { ref: { namespace: 'app/project', id: project }, orgId: org, projectId: project };
    const drafts = [
      draft(),
      { ...draft(), roleId: otherRole },
      { ...draft(), place },
      { ...draft(), principal: { namespace: 'app/group', id: group } as const },
    ];
    for (const each of drafts) await store.create(each, FIRST);
    expect(await store.list({})).toHaveLength(4);
  });

  test('leaves none that names what is not there', async () => {
    const gone = { ref: organization(uuid()), orgId: uuid(), projectId: null };
    const ghost = { namespace: 'app/user', id: uuid() } as const;
    for (const [change, reason] of [
      [{ place: gone }, 'RESOURCE_NOT_FOUND'],
      [{ place: { ...ourOrganization(), ref: { namespace: 'app/project', id: uuid() } } }, 'RESOURCE_NOT_FOUND'],
      [{ principal: ghost }, 'PRINCIPAL_NOT_FOUND'],
      [{ roleId: uuid() }, 'ROLE_NOT_FOUND'],
    ] as const)
      await expect(store.create({ ...draft(), ...change }, FIRST)).rejects.toMatchObject({ code: 'not_found', reason });
    expect(await store.list({})).toEqual([]);
  });
});

test('lists by resource, principal and role, all of which must hold, in the order of creation', async () => {
  const first = (await store.create(draft(), FIRST)).value;
  const group = { namespace: 'app/group', id: world.ours.group } as const;
  const second = (await store.create({ ...draft(), principal: group }, LATER)).value;
  expect(await store.list({})).toEqual([first, second]);
  expect(await store.list({ resource: organization(world.ours.org) })).toEqual([first, second]);
  expect(await store.list({ resource: organization(world.theirs.org) })).toEqual([]);
  expect(await store.list({ principal: group })).toEqual([second]);
  expect(await store.list({ principal: { namespace: 'app/user', id: group.id } })).toEqual([]);
  expect(await store.list({ roleId, principal: user() })).toEqual([first]);
  expect(await store.list({ roleId: uuid() })).toEqual([]);
});

test('the owner of a resource is a policy without a role', async () => {
  const resource = { namespace: 'compute/order', id: world.ours.resource };
  const id = uuid();
  await write(world.db, (transaction) =>
    insertGrant(transaction, { id, roleId: null, resource, principal: user(), now: FIRST }),
  );
  expect(await store.list({ resource })).toMatchObject([{ id, roleId: null }]);
  await store.remove(id);
  expect(await store.find(id)).toBeUndefined();
});

test('remove tells the feed, once', async () => {
  const { value } = await store.create(draft(), FIRST);
  const { revision } = await store.remove(value.id);
  expect(await changesAt(world.db, revision)).toEqual([
    `grant app/user:${world.user}|app/organization:${world.ours.org}`,
  ]);
  await expect(store.remove(value.id)).rejects.toMatchObject({ code: 'not_found' });
});
