// The shapes: deep folders, many memberships, and four that are as large as the whole store.
import { sql } from 'kysely';
import type { Database, Write } from '../../../src/storage/index.js';
import { seeded } from '../../support/seeded.js';
import { idOf, sqlId } from './ids.js';
import { ask } from './questions.js';
import { chunks, inBulk, insertRows } from './rows-sql.js';
import type { Shape } from './shape.js';
import { defineReader, READER, RESOURCE_COLUMNS } from './tree-sql.js';

/** Above every number of the tree, so that nothing of it is used twice. */
const BASE = 100_000_000;
const ORGANIZATION = BASE;
const PROJECT = BASE;
/** Numbers of single resources, users and groups; the many begin at BASE. */
const ONE = 2 * BASE;
const DEEP = ONE + 1_000;
const DEPTH = 20;
const MEMBERSHIPS = 1_000;
const DIFFERENT = 1_000;

const IN_ORGANIZATION = sqlId('organization', sql.lit(ORGANIZATION));
const IN_PROJECT = sqlId('project', sql.lit(PROJECT));

const reader = `app/user:${idOf('user', ONE)}`;
const frequent = `app/user:${idOf('user', ONE + 1)}`;
const joiner = `app/user:${idOf('user', ONE + 2)}`;
const owner = `app/serviceuser:${idOf('serviceuser', ONE)}`;
const shared = `compute/order:${idOf('resource', ONE)}`;
const deepest = `compute/order:${idOf('resource', DEEP + DEPTH)}`;
const orderOf = (number: number) => `compute/order:${idOf('resource', BASE + number)}`;
const userOf = (number: number) => `app/user:${idOf('user', BASE + number)}`;

/** The shapes by name, once `fillShapes` has run; `large` is how many of each there are. */
export function shapesOf(large: number): readonly Shape[] {
  const random = seeded(7);
  const many = large.toLocaleString('en');
  const some = (question: (number: number) => Shape['questions'][number]) =>
    Array.from({ length: Math.min(DIFFERENT, large) }, () => question(random.below(large)));
  return [
    { name: `resource in ${DEPTH} folders, granted at its project`, questions: [ask(reader, deepest)] },
    {
      name: `principal in ${MEMBERSHIPS.toLocaleString('en')} groups`,
      questions: some((n) => ask(frequent, orderOf(n))),
    },
    { name: `service user owning ${many} resources`, questions: some((n) => ask(owner, orderOf(n))) },
    { name: `resource shared with ${many} principals`, questions: some((n) => ask(userOf(n), shared)) },
    { name: `group of ${many} members`, questions: some((n) => ask(userOf(n), orderOf(n))) },
    { name: `principal in ${many} groups`, questions: some((n) => ask(joiner, orderOf(n))) },
  ];
}

export async function fillShapes(db: Database, large: number): Promise<void> {
  await inBulk(db, async (transaction) => {
    await defineReader(transaction);
    await insertPlaces(transaction);
    await insertFolders(transaction);
    await insertMany(transaction, large);
  });
  await inBulk(db, (transaction) => insertMemberships(transaction, large));
  await inBulk(db, (transaction) => insertGrants(transaction, large));
}

async function insertPlaces(transaction: Write): Promise<void> {
  await insertRows(transaction, {
    ...{ table: 'organizations', kind: 'organization', from: ORGANIZATION, count: 1 },
    columns: sql`name`,
    values: sql`'org-large'`,
  });
  await insertRows(transaction, {
    ...{ table: 'projects', kind: 'project', from: PROJECT, count: 1 },
    columns: sql`name, org_id`,
    values: sql`'project-large', ${IN_ORGANIZATION}`,
  });
  await insertRows(transaction, {
    ...{ table: 'service_users', kind: 'serviceuser', from: ONE, count: 1 },
    columns: sql`org_id`,
    values: IN_ORGANIZATION,
  });
  await insertUsers(transaction, ONE, 3);
}

async function insertFolders(transaction: Write): Promise<void> {
  for (let depth = 0; depth <= DEPTH; depth += 1)
    await insertResources(transaction, {
      from: DEEP + depth,
      count: 1,
      namespace: depth < DEPTH ? 'compute/folder' : 'compute/order',
      parent: depth === 0 ? undefined : DEEP + depth - 1,
    });
}

async function insertMany(transaction: Write, large: number): Promise<void> {
  await insertResources(transaction, { from: ONE, count: 1, namespace: 'compute/order' });
  await insertResources(transaction, { from: BASE, count: large, namespace: 'compute/order' });
  await insertUsers(transaction, BASE, large);
  const groups = { table: 'groups', kind: 'group', columns: sql`name, org_id` } as const;
  const values = sql`'group-' || n, ${IN_ORGANIZATION}`;
  await insertRows(transaction, { ...groups, from: ONE, count: 1, values });
  await insertRows(transaction, { ...groups, from: BASE, count: Math.max(large, MEMBERSHIPS), values });
}

function insertUsers(transaction: Write, from: number, count: number): Promise<void> {
  return insertRows(transaction, {
    ...{ table: 'users', kind: 'user', from, count },
    columns: sql`name, email`,
    values: sql`'user-' || n, 'user-' || n || '@example.com'`,
  });
}

interface Resources {
  readonly from: number;
  readonly count: number;
  readonly namespace: string;
  readonly parent?: number | undefined;
}

function insertResources(transaction: Write, { from, count, namespace, parent }: Resources): Promise<void> {
  const parentId = parent === undefined ? sql`null::uuid` : sqlId('resource', sql.lit(parent));
  return insertRows(transaction, {
    ...{ table: 'resources', kind: 'resource', from, count },
    columns: RESOURCE_COLUMNS,
    values: sql`${sql.lit(namespace)}, 'resource-' || n, 'resource-' || n, ${IN_PROJECT}, ${parentId}`,
  });
}

/** Every one of the many users is in the one group; one user is in all groups, another in a thousand. */
async function insertMemberships({ sql: transaction }: Write, large: number): Promise<void> {
  const one = sqlId('group', sql.lit(ONE));
  const idOfUser = (number: number) => sqlId('user', sql.lit(number));
  for (const { first, last } of chunks({ from: BASE, count: large }))
    await sql`insert into group_members (group_id, member_namespace, member_id, created_at)
      select ${one}, 'app/user', ${sqlId('user', sql`n`)}, now() from generate_series(${first}::int, ${last}::int) n
      union all
      select ${sqlId('group', sql`n`)}, 'app/user', ${idOfUser(ONE + 2)}, now()
      from generate_series(${first}::int, ${last}::int) n`.execute(transaction);
  await sql`insert into group_members (group_id, member_namespace, member_id, created_at)
    select ${sqlId('group', sql`n`)}, 'app/user', ${idOfUser(ONE + 1)}, now()
    from generate_series(${BASE}::int, ${BASE + MEMBERSHIPS - 1}::int) n`.execute(transaction);
}

async function insertGrants(transaction: Write, large: number): Promise<void> {
  const at = sql`role_id, resource_namespace, resource_id, principal_namespace, principal_id`;
  const project = sql`'app/project', ${IN_PROJECT}::text`;
  const policies = { table: 'policies', kind: 'policy', columns: at } as const;
  const own = sql`null::uuid, 'compute/order', ${sqlId('resource', sql`n`)}::text, 'app/serviceuser', ${sqlId('serviceuser', sql.lit(ONE))}`;
  await insertRows(transaction, { ...policies, from: BASE, count: large, values: own });
  const share = sql`${READER}::uuid, 'compute/order', ${sqlId('resource', sql.lit(ONE))}::text, 'app/user', ${sqlId('user', sql`n - ${sql.lit(BASE)}`)}`;
  await insertRows(transaction, { ...policies, from: 2 * BASE, count: large, values: share });
  // Most principals hold ten grants, and Postgres plans for those.
  const ten = sql`${READER}::uuid, 'compute/order', ${sqlId('resource', sql`${sql.lit(BASE)} + n::bigint * 7 % ${sql.lit(large)}`)}::text, 'app/user', ${sqlId('user', sql`${sql.lit(BASE)} + n % ${sql.lit(large / 10)}`)}`;
  await insertRows(transaction, { ...policies, from: 4 * BASE, count: large, values: ten });
  // To the group of all, to one of the very many groups, and to the reader of what lies deep.
  const single = [
    sql`'app/group', ${sqlId('group', sql.lit(ONE))}`,
    sql`'app/group', ${sqlId('group', sql.lit(BASE))}`,
    sql`'app/user', ${sqlId('user', sql.lit(ONE))}`,
  ];
  for (const [number, principal] of single.entries())
    await insertRows(transaction, {
      ...{ ...policies, from: 3 * BASE + number, count: 1 },
      values: sql`${READER}::uuid, ${project}, ${principal}`,
    });
}
