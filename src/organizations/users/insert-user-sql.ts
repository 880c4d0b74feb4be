// Adds a user, or finds the one who has the address.
import type { Insertable, Selectable } from 'kysely';
import { alreadyExists } from '../../kernel/errors.js';
import { USER } from '../../kernel/principal.js';
import type { Tables, Write } from '../../storage/index.js';
import type { NewUser, User } from './user.js';

export function userFromRow(row: Selectable<Tables['users']>): User {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    email: row.email,
    avatar: row.avatar,
    metadata: row.metadata,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Throws already_exists, for the address before the name. */
export async function insertUser(transaction: Write, user: NewUser): Promise<User> {
  for (const name of user.names) {
    const row = await insertUnlessTaken(transaction, newRow(user, name));
    if (row !== undefined) return row;
    if ((await holdUserByEmail(transaction, user.email)) !== undefined) throw alreadyExists('user', 'body.email');
  }
  throw alreadyExists('user', 'body.name');
}

/** The user who has the address, kept from being deleted until the transaction ends; added if there is none. */
export async function ensureUser(transaction: Write, user: NewUser): Promise<{ readonly id: string }> {
  return (await holdUserByEmail(transaction, user.email)) ?? (await insertUser(transaction, user));
}

// Not an insert that fails: that would end the transaction, and another name could not be tried.
async function insertUnlessTaken({ sql, changed }: Write, row: Insertable<Tables['users']>): Promise<User | undefined> {
  const added = await sql
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (added === undefined) return undefined;
  changed('object', `${USER}:${added.id}`);
  return userFromRow(added);
}

async function holdUserByEmail({ sql }: Write, email: string): Promise<{ readonly id: string } | undefined> {
  return sql.selectFrom('users').select('id').where('email', '=', email).forKeyShare().executeTakeFirst();
}

function newRow(user: NewUser, name: string): Insertable<Tables['users']> {
  return {
    id: user.id,
    name,
    title: user.title,
    email: user.email,
    avatar: user.avatar,
    metadata: JSON.stringify(user.metadata),
    created_at: user.now,
    updated_at: user.now,
  };
}
