// What an operator does without the service: one database opened, one thing done, the database closed.
import { type Config, openMasterKey } from '../config/index.js';
import {
  bootstrapServiceUser,
  createSecretMac,
  rotateAdminToken,
  rotateBootstrapSecret,
  type StaleCredential,
  sqlCredentialStores,
} from '../credentials/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import type { Redacted } from '../kernel/redacted.js';
import { seedBuiltIns } from '../permissions/index.js';
import { type Database, migrate, openDatabase } from '../storage/index.js';
import type { Logger } from '../telemetry/index.js';

export interface AppParts {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** Answers the names of the migrations it applied. */
export function migrateDatabase(config: Config): Promise<readonly string[]> {
  return withDatabase(config, migrate);
}

export interface MadeBootstrap {
  readonly clientId: string;
  readonly clientSecret: Redacted<string> | undefined;
}

/** Makes the bootstrap administrator's secret when there is none, or, with `rotate`, in place of the one there is. */
export async function bootstrapAdministrator(
  config: Config,
  parts: AppParts,
  { rotate }: { readonly rotate: boolean },
): Promise<MadeBootstrap> {
  const masterKey = await openMasterKey(config.masterKey, parts.random);
  return withDatabase(config, async (db) => {
    await prepare(db, parts);
    const deps = { ...parts, ...sqlCredentialStores(db), mac: createSecretMac(masterKey, config.previousMasterKey) };
    const { clientId, clientSecret } = config.bootstrap;
    const made = rotate
      ? await rotateBootstrapSecret(deps)
      : await bootstrapServiceUser(deps, { clientId, clientSecret });
    return { clientId: await deps.bootstrap.clientId(), clientSecret: made?.clientSecret };
  });
}

export type AdminTokenAction = 'create' | 'rotate' | 'delete';

/** The new admin token; undefined when there is one and `create` was asked for, and after `delete`. */
export async function adminToken(
  config: Config,
  parts: AppParts,
  action: AdminTokenAction,
): Promise<Redacted<string> | undefined> {
  const masterKey = await openMasterKey(config.masterKey, parts.random);
  return withDatabase(config, async (db) => {
    await prepare(db, parts);
    const deps = { ...parts, ...sqlCredentialStores(db), mac: createSecretMac(masterKey, config.previousMasterKey) };
    if (action !== 'delete') return rotateAdminToken(deps, { onlyFirst: action === 'create' });
    await deps.adminTokens.delete();
    return undefined;
  });
}

export interface StaleOptions {
  /** Seconds: not used for longer is unused. */
  readonly unusedFor: number;
  /** Seconds: expiring within is expiring. */
  readonly expiringWithin: number;
}

/** The secrets, keys and API tokens that somebody should look at. */
export function staleCredentials(
  config: Config,
  { clock }: AppParts,
  { unusedFor, expiringWithin }: StaleOptions,
): Promise<readonly StaleCredential[]> {
  return withDatabase(config, async (db) => {
    await migrate(db);
    const now = clock.now();
    return sqlCredentialStores(db).stale.list({
      now: new Date(now),
      unusedSince: new Date(now - unusedFor * 1000),
      expiringBefore: new Date(now + expiringWithin * 1000),
    });
  });
}

/** Brings the database to the current schema and to what is built in. */
export async function prepare(db: Database, { clock, random }: AppParts): Promise<void> {
  await migrate(db);
  await seedBuiltIns({ db, clock, random });
}

async function withDatabase<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(config.database);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
