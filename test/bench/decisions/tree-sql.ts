// Fills the tree: organizations, projects, groups and their members, users, service users, resources in folders, and a role.
import { sql } from 'kysely';
import type { Database, Write } from '../../../src/storage/index.js';
import { idOf, sqlId } from './ids.js';
import { inBulk, insertRows } from './rows-sql.js';
import {
  FOLDERS_PER_PROJECT,
  GROUPS_PER_ORGANIZATION,
  PRINCIPALS_PER_ORGANIZATION,
  PROJECTS_PER_ORGANIZATION,
  RESOURCES_PER_PROJECT,
} from './scale.js';

/** Gives `get` of orders and folders. */
export const READER = idOf('role', 0);

export const RESOURCE_COLUMNS = sql`namespace, name, urn, project_id, parent_id`;

const PER_ORGANIZATION = {
  principals: sql.lit(PRINCIPALS_PER_ORGANIZATION),
  projects: sql.lit(PROJECTS_PER_ORGANIZATION),
  groups: sql.lit(GROUPS_PER_ORGANIZATION),
};

export async function fillTree(db: Database, organizations: number): Promise<void> {
  const projects = organizations * PROJECTS_PER_ORGANIZATION;
  const principals = organizations * PRINCIPALS_PER_ORGANIZATION;
  await inBulk(db, async (transaction) => {
    await defineReader(transaction);
    await insertContainers(transaction, organizations);
    await insertPrincipals(transaction, principals);
    await insertMemberships(transaction, principals);
    await insertResources(transaction, projects * RESOURCES_PER_PROJECT);
  });
}

/** Whoever grants READER needs it first. */
export async function defineReader({ sql: transaction }: Write): Promise<void> {
  await sql`insert into permissions (id, slug, namespace, name, created_at, updated_at) values
    (gen_random_uuid(), 'compute_order_get', 'compute/order', 'get', now(), now()),
    (gen_random_uuid(), 'compute_folder_get', 'compute/folder', 'get', now(), now())`.execute(transaction);
  await sql`insert into roles (id, name, permissions, created_at, updated_at)
    values (${READER}, 'reader', '{compute_order_get,compute_folder_get}', now(), now())`.execute(transaction);
}

async function insertContainers(transaction: Write, organizations: number): Promise<void> {
  await insertRows(transaction, {
    ...{ table: 'organizations', kind: 'organization', from: 0, count: organizations },
    columns: sql`name`,
    values: sql`'org-' || n`,
  });
  await insertRows(transaction, {
    ...{ table: 'projects', kind: 'project', from: 0, count: organizations * PROJECTS_PER_ORGANIZATION },
    columns: sql`name, org_id`,
    values: sql`'project-' || n, ${sqlId('organization', sql`n / ${PER_ORGANIZATION.projects}`)}`,
  });
  await insertRows(transaction, {
    ...{ table: 'groups', kind: 'group', from: 0, count: organizations * GROUPS_PER_ORGANIZATION },
    columns: sql`name, org_id`,
    values: sql`'group-' || n, ${sqlId('organization', sql`n / ${PER_ORGANIZATION.groups}`)}`,
  });
}

/** Every tenth is a service user. */
async function insertPrincipals(transaction: Write, count: number): Promise<void> {
  await insertRows(transaction, {
    ...{ table: 'users', kind: 'user', from: 0, count, where: sql`where n % 10 <> 9` },
    columns: sql`name, email`,
    values: sql`'user-' || n, 'user-' || n || '@example.com'`,
  });
  await insertRows(transaction, {
    ...{ table: 'service_users', kind: 'serviceuser', from: 0, count, where: sql`where n % 10 = 9` },
    columns: sql`org_id`,
    values: sqlId('organization', sql`n / ${PER_ORGANIZATION.principals}`),
  });
}

/** Every principal is in two groups of its organization: `n` and `7 n + 3`, modulo their number, which never meet. */
async function insertMemberships({ sql: transaction }: Write, principals: number): Promise<void> {
  const { principals: perOrganization, groups } = PER_ORGANIZATION;
  const group = sql`n / ${perOrganization} * ${groups} + (n * factor + shift) % ${groups}`;
  await sql`insert into group_members (group_id, member_namespace, member_id, created_at)
    select ${sqlId('group', group)},
      case when n % 10 = 9 then 'app/serviceuser' else 'app/user' end,
      case when n % 10 = 9 then ${sqlId('serviceuser', sql`n`)} else ${sqlId('user', sql`n`)} end, now()
    from generate_series(0, ${principals}::int - 1) n, (values (1, 0), (7, 3)) as twice (factor, shift)`.execute(
    transaction,
  );
}

async function insertResources(transaction: Write, count: number): Promise<void> {
  const [perProject, folders] = [sql.lit(RESOURCES_PER_PROJECT), sql.lit(FOLDERS_PER_PROJECT)];
  const isFolder = sql`n % ${perProject} < ${folders}`;
  const folder = sqlId('resource', sql`n - n % ${perProject} + n % ${folders}`);
  const common = { table: 'resources', kind: 'resource', from: 0, count, columns: RESOURCE_COLUMNS } as const;
  const project = sqlId('project', sql`n / ${perProject}`);
  const named = sql`'resource-' || n, 'resource-' || n, ${project}`;
  // Folders first: what lies in them refers to them.
  const inProject = sql`'compute/folder', ${named}, null::uuid`;
  await insertRows(transaction, { ...common, where: sql`where ${isFolder}`, values: inProject });
  const inFolder = sql`'compute/order', ${named}, ${folder}`;
  await insertRows(transaction, { ...common, where: sql`where not ${isFolder}`, values: inFolder });
}
