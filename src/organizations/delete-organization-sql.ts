// Deletes an organization with everything in it and everything that names any of it (decision rule 10).
import { sql } from 'kysely';
import { notFound } from '../kernel/errors.js';
import { GROUP, SERVICE_USER } from '../kernel/principal.js';
import { forgetObjects, grantChanged, recordRevocation, type Write } from '../storage/index.js';
import { ORGANIZATION } from './organization.js';
import { forgetProjects } from './projects/forget-projects-sql.js';
import { among, keyColumn } from './rows-sql.js';

/** The organization's row, locked. Throws not_found. */
export async function holdOrganization({ sql: transaction }: Write, key: string) {
  const row = await transaction
    .selectFrom('organizations')
    .select(['id', 'name'])
    .where(keyColumn(key), '=', key)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound('organization');
  return row;
}

/**
 * First the rows are locked from the top down, so that nothing is added below them and writes that hold one of them are
 * waited for; then what names them is removed; their own rows go last, with the organization's.
 */
export async function deleteOrganization(transaction: Write, key: string): Promise<void> {
  const organization = await holdOrganization(transaction, key);
  const projects = await hold(transaction, 'projects', organization.id);
  const groups = await hold(transaction, 'groups', organization.id);
  const serviceUsers = await hold(transaction, 'service_users', organization.id);
  const roles = await hold(transaction, 'roles', organization.id);
  await forgetProjects(transaction, projects);
  await forgetObjects(transaction, GROUP, groups);
  await forgetCredentials(transaction, organization.id);
  await forgetObjects(transaction, SERVICE_USER, serviceUsers);
  await forgetObjects(transaction, ORGANIZATION, [organization.id]);
  await forgetRoles(transaction, roles);
  await transaction.sql.deleteFrom('organizations').where('id', '=', organization.id).execute();
  transaction.changed('name', `${ORGANIZATION}:${organization.name}`);
  // The tokens of its service users carry it, so that one entry ends them all.
  await recordRevocation(transaction, { kind: 'organization', key: organization.id, cause: 'organization deleted' });
}

type Table = 'projects' | 'groups' | 'service_users' | 'roles';

async function hold(transaction: Write, table: Table, orgId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where org_id = ${orgId} order by id for update`.execute(transaction.sql);
  return rows.map(({ id }) => id);
}

async function forgetCredentials({ sql: transaction, changed }: Write, orgId: string): Promise<void> {
  for (const table of ['secrets', 'keys', 'api_tokens'] as const) {
    const gone = await transaction
      .deleteFrom(table)
      .where('service_user_id', 'in', (query) =>
        query.selectFrom('service_users').select('id').where('org_id', '=', orgId),
      )
      .returning('id')
      .execute();
    for (const { id } of gone) changed('credential', id);
  }
}

async function forgetRoles(transaction: Write, ids: readonly string[]): Promise<void> {
  for (const id of ids) transaction.changed('role', id);
  const gone = await transaction.sql
    .deleteFrom('policies')
    .where('role_id', '=', among(ids))
    .returning(['principal_namespace', 'principal_id', 'resource_namespace', 'resource_id'])
    .execute();
  for (const row of gone)
    grantChanged(
      transaction,
      { namespace: row.principal_namespace, id: row.principal_id },
      { namespace: row.resource_namespace, id: row.resource_id },
    );
}
