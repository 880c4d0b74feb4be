// A look is of one snapshot: what is held throughout is found, though by another grant from one statement to the next.
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { createDecisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { sqlLookupStore } from '../../src/decisions/lookup/store-sql.js';
import { refKey } from '../../src/kernel/object-ref.js';
import { testDatabase } from '../support/database.js';
import { createWorld } from '../support/world.js';
import { readAll } from './lookups.js';

/** Runs `interrupt` once, after the first statement with an answer. */
function interrupted(interrupt: () => Promise<void>): KyselyPlugin {
  let done = false;
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (done || result.rows.length === 0) return result;
      done = true;
      await interrupt();
      return result;
    },
  };
}

async function begin() {
  const db = await testDatabase();
  const world = await createWorld(db);
  await world.tell(`
    permission compute/order get
    role reader: compute_order_get
    organization acme
    project web in acme
    group devs in acme
    user alice
    alice in devs
    resource compute/order o1 in web
    grant reader to alice at compute/order o1`);
  const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
  const interrupting = (lines: readonly string[]) => {
    const plugin = interrupted(async () => {
      for (const line of lines) await world.tell(line);
    });
    return { decisions, lookups: sqlLookupStore(db.withPlugin(plugin)) };
  };
  return { world, interrupting };
}

test('resources', async () => {
  const { world, interrupting } = await begin();
  const deps = interrupting(['grant reader to alice at project web', 'revoke reader from alice at compute/order o1']);
  const question = { principal: world.principal('alice'), permission: 'get', namespace: 'compute/order' };
  expect(await readAll(deps, question, { size: 1 })).toEqual([refKey(world.object('compute/order o1'))]);
});

test('subjects', async () => {
  const { world, interrupting } = await begin();
  const deps = interrupting(['grant reader to devs at project web', 'revoke reader from alice at compute/order o1']);
  const object = refKey(world.object('compute/order o1'));
  const question = { object, permission: 'get', namespace: 'app/user' as const };
  expect(await readAll(deps, question, { size: 1 })).toEqual([world.principal('alice')]);
});
