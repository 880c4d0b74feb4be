// Every kind of change drops what it makes stale, of principals that are held whole and of those that are not.
import { beforeEach, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { type Database, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';
import { ask, readCheck } from './cases/case.js';
import { CHANGES, GRANT_CHANGES, TREE, WIDE_CHANGES } from './cases/changes.js';

let db: Database;
let world: World;
let decisions: Decisions;

beforeEach(async () => {
  db = await testDatabase();
  world = await createWorld(db);
  await world.tell(TREE);
  decisions = await createDecisions(sqlDecisionStore(db), 10_000);
});

const outcomeOf = (line: string) => ask(decisions, readCheck(world, line).question);

describe.each([
  ['a principal held whole', CHANGES],
  ['a principal in very many groups', WIDE_CHANGES],
  ['a principal or group with very many grants', GRANT_CHANGES],
])('%s', (_, changes) => {
  test.each(changes)('$name', async ({ before, from, change, to }) => {
    await world.tell(before);
    await decisions.feed.catchUp();
    const { question } = readCheck(world, 'alice may get at compute/order o1');
    expect(await ask(decisions, question)).toBe(from);
    await world.tell(change);
    await decisions.feed.catchUp();
    expect(await ask(decisions, question)).toBe(to);
  });
});

describe('names', () => {
  test('a name that goes to another object', async () => {
    await world.tell('project app in acme\ngrant app_project_viewer to alice at project app');
    expect(await outcomeOf('alice may not get at project:web: no_grant')).toBe('no_grant');
    const [web, app] = [world.object('project web').id, world.object('project app').id];
    await write(db, async ({ sql: transaction, changed }) => {
      await transaction.updateTable('projects').set({ name: 'old' }).where('id', '=', web).execute();
      await transaction.updateTable('projects').set({ name: 'web' }).where('id', '=', app).execute();
      changed('name', 'app/project:web');
    });
    await decisions.feed.catchUp();
    expect(await outcomeOf('alice may get at project:web')).toBe('allowed');
  });
});
