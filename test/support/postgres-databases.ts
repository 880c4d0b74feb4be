// Databases for the tests on a Postgres server: one migrated template per run, and copies of it.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, openDatabase } from '../../src/storage/index.js';
import { query } from './postgres-server.js';

/** A migrated, empty database to copy; answers its name. */
export async function makeTemplate(serverUrl: string): Promise<string> {
  const name = `frontier_test_${randomBytes(6).toString('hex')}`;
  await query(serverUrl, `create database ${name}`);
  const db = await openDatabase({ kind: 'postgres', url: databaseUrl(serverUrl, name) });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
  return name;
}

/** A copy of the template; answers its URL. */
export async function copyTemplate(serverUrl: string, template: string): Promise<string> {
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  await query(serverUrl, `create database ${name} template ${template}`);
  return databaseUrl(serverUrl, name);
}

/** Drops a copy, whoever is still connected to it. */
export async function dropCopy(serverUrl: string, url: string): Promise<void> {
  await query(serverUrl, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

/** Drops the template and the copies that are left; for a server that outlives the tests. */
export async function dropTestDatabases(serverUrl: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where starts_with(datname, $1)`,
      [template],
    );
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
  } finally {
    await client.end();
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
