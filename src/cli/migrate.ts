// `frontier migrate`: brings the database to the current schema, for those who do that before they start replicas.
import type { CommandParts } from './command.js';
import { OK } from './exit-code.js';

export async function migrate({ config, app, output }: CommandParts): Promise<number> {
  const applied = await app.migrateDatabase(config);
  output.out(applied.length === 0 ? 'nothing to migrate\n' : applied.map((name) => `applied ${name}\n`).join(''));
  return OK;
}
