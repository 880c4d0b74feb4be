// Writes at the same time as the deletion of what they name: either order, but nothing is left behind and nobody waits for ever.
import { beforeAll, expect, test } from 'vitest';
import { FrontierError } from '../../src/kernel/errors.js';
import { AT, asUser, everyRow, grant, type TestOrganizations, testOrganizations, uuid } from './support.js';

const ROUNDS = 8;

let t: TestOrganizations;
beforeAll(async () => {
  t = await testOrganizations();
  await t.permission('compute_order_get', 'compute/order');
});

async function scene() {
  const { id: orgId } = await t.organization();
  const [user, serviceUser] = [await t.user(), await t.serviceUser(orgId)];
  const [project, group, inner] = [await t.project(orgId), await t.group(orgId), await t.group(orgId)];
  const creator = () => ({ principal: asUser(user.id), policyId: uuid() });
  const addResource = async (parentId?: string) => {
    const id = uuid();
    const parent = parentId === undefined ? undefined : { namespace: 'compute/order', id: parentId };
    const resource = {
      id,
      namespace: 'compute/order',
      name: id,
      title: '',
      metadata: {},
      project: project.id,
      now: AT,
    };
    await t.stores.resources.create({ ...resource, parent, creator: creator(), owner: undefined });
    return id;
  };
  return { orgId, user, serviceUser, project, group, inner, creator, addResource };
}

/** Those that failed otherwise than by a refusal, such as a deadlock. */
async function faults(works: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(works);
  const reasons = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  return reasons.filter((reason) => !(reason instanceof FrontierError));
}

test('an organization and what is added to it', async () => {
  const before = await everyRow(t.db);
  for (let round = 0; round < ROUNDS; round += 1) {
    const s = await scene();
    const folder = await s.addResource();
    const members = [s.serviceUser, { namespace: 'app/group', id: s.inner.id } as const, asUser(s.user.id)];
    const project = { id: uuid(), name: uuid().slice(0, 8), title: '', metadata: {}, organization: s.orgId, now: AT };
    const found = await faults([
      s.addResource(folder),
      t.stores.members.add(
        s.group,
        members.map((ref) => ({ ref, field: 'members' })),
        AT,
      ),
      t.stores.organizations.delete(s.orgId),
      t.stores.projects.create({ ...project, creator: s.creator() }),
      t.stores.resources.update(folder, { title: 'x', metadata: {}, parent: undefined, now: AT }),
      t.stores.groups.delete(s.inner),
      s.addResource(),
      t.stores.members.remove(s.group, members),
      t.stores.projects.delete(s.project.id),
    ]);
    expect(found).toEqual([]);
    await t.stores.users.delete(s.user.id);
  }
  expect(await everyRow(t.db)).toEqual(before);
});

test('a user and what the user is given', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const s = await scene();
    const found = await faults([
      s.addResource(),
      t.stores.users.delete(s.user.id),
      t.stores.members.add(s.group, [{ ref: asUser(s.user.id), field: 'members' }], AT),
      s.addResource(),
    ]);
    expect(found).toEqual([]);
    expect((await everyRow(t.db)).filter((row) => row.includes(s.user.id))).toEqual([]);
  }
});

test('a folder and what is put into it', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const s = await scene();
    const [folder, other] = [await s.addResource(), await s.addResource()];
    const parent = { namespace: 'compute/order', id: folder };
    const found = await faults([
      s.addResource(folder),
      t.stores.resources.update(other, { title: '', metadata: {}, parent, now: AT }),
      t.stores.resources.delete({ id: folder }),
      s.addResource(folder),
    ]);
    expect(found).toEqual([]);
    expect((await everyRow(t.db)).filter((row) => row.includes(folder))).toEqual([]);
  }
});

test('an organization, its projects and the users whom policies name there', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const s = await scene();
    const users = [s.user, await t.user(), await t.user()];
    const resources = [await s.addResource(), await s.addResource(), await s.addResource()];
    const objects = [
      ...resources.map((id) => ({ namespace: 'compute/order', id })),
      { namespace: 'app/project', id: s.project.id },
      { namespace: 'app/organization', id: s.orgId },
    ];
    for (const { id } of users) for (const object of objects) await grant(t.db, asUser(id), object);
    const found = await faults([
      ...users.map(({ id }) => t.stores.users.delete(id)),
      t.stores.organizations.delete(s.orgId),
      t.stores.projects.delete(s.project.id),
    ]);
    expect(found).toEqual([]);
    expect((await everyRow(t.db)).filter((row) => row.includes(s.orgId) || row.includes(s.user.id))).toEqual([]);
  }
});
