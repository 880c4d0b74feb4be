// Groups in Postgres.
import { alreadyExists } from '../../kernel/errors.js';
import { GROUP } from '../../kernel/principal.js';
import { type Database, forgetObjects, isDuplicate, memberChanged, type Write, write } from '../../storage/index.js';
import { found } from '../found.js';
import { joinOrganization } from '../join-organization-sql.js';
import { grantCreator, type HeldPrincipal } from '../principals-sql.js';
import { among, detailColumns, type Kind, setState } from '../rows-sql.js';
import { groupFromRow, holdGroup, selectGroup } from './find-group-sql.js';
import type { Group } from './group.js';
import type { GroupFilter, GroupStore, NewGroup } from './store.js';

const KIND: Kind = { what: 'group', namespace: GROUP, table: 'groups', hasGeneration: false };

export function sqlGroupStore(db: Database): GroupStore {
  return {
    get: async (key) => {
      const row = await selectGroup(db, key).executeTakeFirst();
      return row && groupFromRow(row);
    },
    list: (filter) => list(db, filter),
    create: (group) => write(db, (transaction) => create(transaction, group)),
    update: (id, details) =>
      write(db, async (transaction) => {
        const update = transaction.sql.updateTable('groups').set(detailColumns(details)).where('id', '=', id);
        return groupFromRow(found(await update.returningAll().executeTakeFirst(), 'group'));
      }),
    setState: (key, change) =>
      write(db, async (transaction) => {
        const { id } = await holdGroup(transaction, key, 'update');
        await setState(transaction, KIND, { id, ...change });
      }),
    delete: (key) =>
      write(db, async (transaction) => {
        const { id } = await holdGroup(transaction, key, 'update');
        await forgetObjects(transaction, GROUP, [id]);
        await transaction.sql.deleteFrom('groups').where('id', '=', id).execute();
      }),
  };
}

async function list(db: Database, { orgId, state, ids }: GroupFilter): Promise<Group[]> {
  let query = db.selectFrom('groups').selectAll().where('org_id', '=', orgId).orderBy('created_at').orderBy('id');
  if (state !== undefined) query = query.where('state', '=', state);
  if (ids.length > 0) query = query.where('id', '=', among(ids));
  return (await query.execute()).map(groupFromRow);
}

async function create(transaction: Write, group: NewGroup): Promise<Group> {
  const { id, name, organization, now, creator } = group;
  const orgId = await joinOrganization(transaction, organization);
  const row = await transaction.sql
    .insertInto('groups')
    .values({ id, name, org_id: orgId, created_at: now, ...detailColumns(group) })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((error) => {
      throw isDuplicate(error) ? alreadyExists('group', 'body.name') : error;
    });
  transaction.changed('object', `${GROUP}:${id}`);
  const created = { namespace: GROUP, id };
  const owner = await grantCreator(transaction, { creator, role: 'app_group_owner', created, orgId, now });
  if (owner !== undefined) await join(transaction, owner, { group: id, now });
  return groupFromRow(row);
}

async function join(transaction: Write, member: HeldPrincipal, { group, now }: { group: string; now: Date }) {
  await transaction.sql
    .insertInto('group_members')
    .values({ group_id: group, member_namespace: member.namespace, member_id: member.id, created_at: now })
    .execute();
  memberChanged(transaction, member, { namespace: GROUP, id: group });
}
