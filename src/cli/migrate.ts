// `frontier migrate`: brings the database to the current schema, for those who do that before they start replicas.
import { openMasterKey } from '../config/index.js';
import type { CommandParts } from './command.js';
import { OK } from './exit-code.js';

export async function migrate({ config, app, parts, output }: CommandParts): Promise<number> {
  // An embedded database must not be there before its key: it would look like one whose key is lost.
  await openMasterKey(config.masterKey, parts.random);
  const applied = await app.migrateDatabase(config);
  output.out(applied.length === 0 ? 'nothing to migrate\n' : applied.map((name) => `applied ${name}\n`).join(''));
  return OK;
}
