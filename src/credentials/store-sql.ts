// Service users in Postgres.
import type { Selectable } from 'kysely';
import { failedPrecondition, notFound } from '../kernel/errors.js';
import { SERVICE_USER } from '../kernel/principal.js';
import { ORGANIZATION } from '../organizations/index.js';
import {
  type Database,
  forgetObjects,
  insertBuiltInGrant,
  recordRevocation,
  type State,
  type Tables,
  type Write,
  write,
} from '../storage/index.js';
import { type ServiceUser, serviceUserKey, serviceUserRef } from './service-user.js';
import type { NewServiceUser, ServiceUserStore } from './store.js';

export function sqlServiceUserStore(db: Database): ServiceUserStore {
  return {
    create: (serviceUser) => write(db, (transaction) => create(transaction, serviceUser)),

    async find(id) {
      const row = await db.selectFrom('service_users').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },

    async list(organizationId, state) {
      const rows = await db
        .selectFrom('service_users')
        .selectAll()
        .where('org_id', '=', organizationId)
        .$if(state !== undefined, (query) => query.where('state', '=', state as State))
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(fromRow);
    },

    setState: (id, state, now) => write(db, (transaction) => setState(transaction, { id, state, now })),

    delete: (id) => write(db, (transaction) => remove(transaction, id)),
  };
}

async function create(transaction: Write, { organizationId, now, ...given }: NewServiceUser): Promise<ServiceUser> {
  await lockOrganization(transaction, organizationId);
  const time = new Date(now);
  const row = await transaction.sql
    .insertInto('service_users')
    .values({
      id: given.id,
      org_id: organizationId,
      title: given.title,
      metadata: JSON.stringify(given.metadata),
      created_at: time,
      updated_at: time,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  transaction.changed('object', serviceUserKey(given.id));
  await insertBuiltInGrant(transaction, 'app_organization_viewer', {
    id: given.policyId,
    resource: { namespace: ORGANIZATION, id: organizationId },
    principal: serviceUserRef(given.id),
    now: time,
  });
  return fromRow(row);
}

/** Shared, so that it can be neither disabled nor deleted before this transaction is through. */
async function lockOrganization({ sql }: Write, id: string): Promise<void> {
  const organization = await sql
    .selectFrom('organizations')
    .select('state')
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst();
  if (organization === undefined) throw notFound('organization');
  if (organization.state === 'disabled')
    throw failedPrecondition('ORGANIZATION_DISABLED', 'the organization is disabled');
}

interface NewState {
  readonly id: string;
  readonly state: State;
  readonly now: number;
}

async function setState(transaction: Write, { id, state, now }: NewState): Promise<ServiceUser | undefined> {
  const changed = await transaction.sql
    .updateTable('service_users')
    .set((row) => ({ state, generation: row('generation', '+', 1), updated_at: new Date(now) }))
    .where('id', '=', id)
    .where('state', '!=', state)
    .returningAll()
    .executeTakeFirst();
  if (changed !== undefined) {
    transaction.changed('object', serviceUserKey(id));
    const { generation } = changed;
    await recordRevocation(transaction, { kind: 'principal', key: id, generation, cause: `service user ${state}` });
    return fromRow(changed);
  }
  const same = await transaction.sql.selectFrom('service_users').selectAll().where('id', '=', id).executeTakeFirst();
  return same && fromRow(same);
}

async function remove(transaction: Write, id: string): Promise<boolean> {
  const { sql, changed } = transaction;
  // Locked first, so that no credential is added meanwhile.
  const row = await sql.selectFrom('service_users').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) return false;
  const secrets = await sql.deleteFrom('secrets').where('service_user_id', '=', id).returning('id').execute();
  const keys = await sql.deleteFrom('keys').where('service_user_id', '=', id).returning('id').execute();
  const tokens = await sql.deleteFrom('api_tokens').where('service_user_id', '=', id).returning('id').execute();
  for (const credential of [...secrets, ...keys, ...tokens]) changed('credential', credential.id);
  await forgetObjects(transaction, SERVICE_USER, [id]);
  await sql.deleteFrom('service_users').where('id', '=', id).execute();
  await recordRevocation(transaction, { kind: 'principal', key: id, cause: 'service user deleted' });
  return true;
}

function fromRow(row: Selectable<Tables['service_users']>): ServiceUser {
  return {
    id: row.id,
    organizationId: row.org_id ?? undefined,
    title: row.title,
    metadata: row.metadata,
    state: row.state,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
