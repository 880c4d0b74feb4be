// Databases on a real server, for tests that need its URL: several replicas, processes of their own.
import { inject } from 'vitest';
import { copyTemplate, dropCopy } from './postgres-databases.js';

export interface PostgresDatabase {
  /** Of a migrated database that nobody else uses. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A fresh, migrated database. Only for files named `*.postgres.test.ts`, which run when there is a server, and only then. */
export async function createPostgresDatabase(): Promise<PostgresDatabase> {
  const server = inject('postgres');
  if (server === undefined) throw new Error('no Postgres: name the file *.postgres.test.ts');
  const url = await copyTemplate(server.url, server.template);
  return { url, drop: () => dropCopy(server.url, url) };
}
