// Makes the built-in permissions and roles exist; run after every migration, by every replica.
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { type Database, type Write, write } from '../storage/index.js';
import { BUILT_IN_PERMISSIONS, BUILT_IN_ROLES } from './built-in.js';
import { permissionSlug } from './permission-name.js';

export interface SeedDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/** Adds what is missing and changes nothing that is there. */
export async function seedBuiltIns({ db, clock, random }: SeedDeps): Promise<void> {
  const now = new Date(clock.now());
  await write(db, async (transaction) => {
    await seedPermissions(transaction, now, random);
    await seedRoles(transaction, now, random);
  });
}

async function seedPermissions({ sql, changed }: Write, now: Date, random: Random): Promise<void> {
  const rows = Object.entries(BUILT_IN_PERMISSIONS).flatMap(([namespace, verbs]) =>
    verbs.map((verb) => ({
      id: random.uuid(),
      slug: permissionSlug(namespace, verb),
      namespace,
      name: verb,
      title: '',
      metadata: '{}',
      built_in: true,
      created_at: now,
      updated_at: now,
    })),
  );
  const added = await sql
    .insertInto('permissions')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('slug')
    .execute();
  for (const { slug } of added) changed('permission', slug);
}

async function seedRoles({ sql, changed }: Write, now: Date, random: Random): Promise<void> {
  const rows = BUILT_IN_ROLES.map((role) => ({
    id: random.uuid(),
    org_id: null,
    name: role.name,
    title: role.title,
    permissions: [...role.permissions],
    scopes: [...role.scopes],
    metadata: '{}',
    built_in: true,
    created_at: now,
    updated_at: now,
  }));
  const added = await sql
    .insertInto('roles')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  for (const { id } of added) changed('role', id);
}
