// Users in Postgres.
import { type SqlBool, sql } from 'kysely';
import { notFound } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/input.js';
import { USER } from '../../kernel/principal.js';
import { type Database, forgetObjects, type Write, write } from '../../storage/index.js';
import { ORGANIZATION } from '../organization.js';
import { type Kind, keyColumn, setState } from '../rows-sql.js';
import { insertUser, userFromRow } from './insert-user-sql.js';
import type { UserFilter, UserStore } from './store.js';
import type { User } from './user.js';

const KIND: Kind = { what: 'user', namespace: USER, table: 'users', hasGeneration: true };

export function sqlUserStore(db: Database): UserStore {
  return {
    get: async (idOrEmail) => {
      const column = isUuid(idOrEmail) ? 'id' : 'email';
      const row = await db.selectFrom('users').selectAll().where(column, '=', idOrEmail).executeTakeFirst();
      return row && userFromRow(row);
    },
    list: (filter) => listUsers(db, filter),
    create: (user) => write(db, (transaction) => insertUser(transaction, user)),
    setState: (id, change) => write(db, (transaction) => setState(transaction, KIND, { id, ...change })),
    delete: (id) => write(db, (transaction) => deleteUser(transaction, id)),
  };
}

async function listUsers(db: Database, { keyword, state, organization, groupId, page }: UserFilter): Promise<User[]> {
  let query = db.selectFrom('users').selectAll('users').orderBy('users.created_at').orderBy('users.id');
  if (keyword !== undefined) query = query.where(containsKeyword(keyword));
  if (state !== undefined) query = query.where('users.state', '=', state);
  if (organization !== undefined) query = query.where('users.id', 'in', grantedAt(db, organization));
  if (groupId !== undefined) query = query.where('users.id', 'in', membersOf(db, groupId));
  if (page !== undefined) query = query.limit(page.limit).offset(page.offset);
  return (await query.execute()).map(userFromRow);
}

// A line feed between the columns: a keyword has none, so that it cannot match across two of them.
function containsKeyword(keyword: string) {
  return sql<SqlBool>`strpos(lower(concat_ws(chr(10), users.name, users.title, users.email)), lower(${keyword})) > 0`;
}

function grantedAt(db: Database, organization: string) {
  return db
    .selectFrom('policies')
    .innerJoin('organizations', (join) => join.on(sql`organizations.id::text`, '=', sql.ref('policies.resource_id')))
    .select('policies.principal_id')
    .where('policies.principal_namespace', '=', USER)
    .where('policies.resource_namespace', '=', ORGANIZATION)
    .where(`organizations.${keyColumn(organization)}`, '=', organization);
}

function membersOf(db: Database, groupId: string) {
  return db
    .selectFrom('group_members')
    .select('member_id')
    .where('group_id', '=', groupId)
    .where('member_namespace', '=', USER);
}

async function deleteUser(transaction: Write, id: string): Promise<void> {
  const row = await transaction.sql
    .selectFrom('users')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound('user');
  await forgetObjects(transaction, USER, [id]);
  await transaction.sql.deleteFrom('users').where('id', '=', id).execute();
}
