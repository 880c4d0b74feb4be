// A process for durability.embedded.test.ts: tells what the database holds, then writes without end and tells what is acknowledged.
import { randomUUID } from 'node:crypto';
import { migrate, openDatabase, write } from '../../src/storage/index.js';

const [folder] = process.argv.slice(2);
const db = await openDatabase({ kind: 'embedded', folder });
await migrate(db);

const rows = await db.selectFrom('changes').select('key').where('kind', '=', 'object').execute();
process.stdout.write(`${rows.map(({ key }) => `has ${key}\n`).join('')}ready\n`);

for (;;) {
  const key = `app/user:${randomUUID()}`;
  await write(db, async ({ changed }) => changed('object', key));
  process.stdout.write(`acknowledged ${key}\n`);
}
