// Organizations in Postgres.
import type { Selectable } from 'kysely';
import { alreadyExists } from '../kernel/errors.js';
import { USER } from '../kernel/principal.js';
import { type Database, insertBuiltInGrant, isDuplicate, type Tables, type Write, write } from '../storage/index.js';
import { deleteOrganization, holdOrganization } from './delete-organization-sql.js';
import { found } from './found.js';
import { ORGANIZATION, type Organization } from './organization.js';
import { grantCreator } from './principals-sql.js';
import { reachableOrganizations } from './reachable-organizations-sql.js';
import { detailColumns, type Kind, keyColumn, setState } from './rows-sql.js';
import type { NewOrganization, OrganizationFilter, OrganizationStore } from './store.js';
import { ensureUser } from './users/insert-user-sql.js';

const KIND: Kind = { what: 'organization', namespace: ORGANIZATION, table: 'organizations', hasGeneration: true };
const OWNER = 'app_organization_owner';

export function sqlOrganizationStore(db: Database): OrganizationStore {
  return {
    get: async (key) => {
      const row = await db.selectFrom('organizations').selectAll().where(keyColumn(key), '=', key).executeTakeFirst();
      return row && fromRow(row);
    },
    list: (filter) => list(db, filter),
    create: (organization) => write(db, (transaction) => create(transaction, organization)),
    update: (id, details) =>
      write(db, async ({ sql }) => {
        const columns = { ...detailColumns(details), avatar: details.avatar };
        const update = sql.updateTable('organizations').set(columns).where('id', '=', id).returningAll();
        return fromRow(found(await update.executeTakeFirst(), 'organization'));
      }),
    setState: (key, change) =>
      write(db, async (transaction) => {
        const { id } = await holdOrganization(transaction, key);
        await setState(transaction, KIND, { id, ...change });
      }),
    delete: (key) => write(db, (transaction) => deleteOrganization(transaction, key)),
  };
}

async function list(db: Database, { reachableBy, state, page }: OrganizationFilter): Promise<Organization[]> {
  let query = db.selectFrom('organizations').selectAll().orderBy('created_at').orderBy('id');
  if (reachableBy !== undefined)
    query = query.where('state', '=', 'enabled').where('id', 'in', reachableOrganizations(reachableBy));
  if (state !== undefined) query = query.where('state', '=', state);
  if (page !== undefined) query = query.limit(page.limit).offset(page.offset);
  return (await query.execute()).map(fromRow);
}

async function create(transaction: Write, organization: NewOrganization): Promise<Organization> {
  const { id, name, avatar, now, creator, owner } = organization;
  const created = { namespace: ORGANIZATION, id };
  const row = await transaction.sql
    .insertInto('organizations')
    .values({ id, name, avatar, created_at: now, ...detailColumns(organization) })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((error) => {
      throw isDuplicate(error) ? alreadyExists('organization', 'body.name') : error;
    });
  transaction.changed('object', `${ORGANIZATION}:${id}`);
  transaction.changed('name', `${ORGANIZATION}:${name}`);
  await grantCreator(transaction, { creator, role: OWNER, created, orgId: id, now });
  if (owner !== undefined) {
    const principal = { namespace: USER, id: (await ensureUser(transaction, owner.user)).id };
    await insertBuiltInGrant(transaction, OWNER, { id: owner.policyId, resource: created, principal, now });
  }
  return fromRow(row);
}

function fromRow(row: Selectable<Tables['organizations']>): Organization {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    avatar: row.avatar,
    metadata: row.metadata,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
