// Decisions as data: every case of test/decisions/cases, cold and warm.
import { beforeAll, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';
import { AT_THE_ORGANIZATION, AT_THEIR_SCOPE, type BuiltInRoleCase, EVERY_PERMISSION } from './cases/built-in-roles.js';
import { ask, type DecisionCase, readCheck } from './cases/case.js';
import { principalCases } from './cases/rule-1-principal.js';
import { objectCases } from './cases/rule-2-object.js';
import { platformCases } from './cases/rule-3-platform.js';
import { identityCases } from './cases/rule-4-identities.js';
import { roleCases } from './cases/rule-5a-role.js';
import { administerCases } from './cases/rule-5b-administer.js';
import { impliedCases } from './cases/rule-5cd-implied.js';
import { ownerCases } from './cases/rule-6-owner.js';
import { askingCases } from './cases/rule-7-asking.js';
import { orderCases } from './cases/rule-11-order.js';

const CASES: Readonly<Record<string, readonly DecisionCase[]>> = {
  'rule 1, the principal': principalCases,
  'rule 2, the object': objectCases,
  'rule 3, the platform': platformCases,
  'rule 4, identities': identityCases,
  'rule 5a, roles': roleCases,
  'rule 5b, administer': administerCases,
  'rules 5c and 5d, what is implied': impliedCases,
  'rule 6, owners': ownerCases,
  'rule 7, asking': askingCases,
  'rule 11, order of reasons': orderCases,
};

async function emptyWorld(): Promise<{ readonly db: Database; readonly world: World }> {
  const db = await testDatabase();
  return { db, world: await createWorld(db) };
}

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('$name', async ({ world: lines, checks }) => {
    const { db, world } = await emptyWorld();
    await world.tell(lines);
    const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
    const read = checks.map((line) => ({ line, ...readCheck(world, line) }));
    for (const pass of ['cold', 'warm'])
      for (const { line, question, expected } of read)
        expect(await ask(decisions, question), `${pass}: ${line}`).toBe(expected);
  });
});

describe('built-in roles', () => {
  let db: Database;
  let world: World;
  let decisions: Decisions;
  beforeAll(async () => {
    ({ db, world } = await emptyWorld());
    await world.tell(`
      organization acme
      project web in acme
      group devs in acme`);
    await world.tell(
      [...AT_THEIR_SCOPE, ...AT_THE_ORGANIZATION].flatMap((each) => [`user ${userOf(each)}`, grantOf(each)]),
    );
    decisions = await createDecisions(sqlDecisionStore(db), 10_000);
  });

  test('the tables name every role and every permission there is', async () => {
    const roles = await db.selectFrom('roles').select('name').execute();
    const permissions = await db.selectFrom('permissions').select('slug').execute();
    expect(AT_THEIR_SCOPE.map(({ role }) => role).sort()).toEqual(roles.map(({ name }) => name).sort());
    expect([...EVERY_PERMISSION].sort()).toEqual(permissions.map(({ slug }) => slug).sort());
  });

  describe.each([...AT_THEIR_SCOPE, ...AT_THE_ORGANIZATION])('$role at $at', (each) => {
    test.each(EVERY_PERMISSION)('%s', async (permission) => {
      const { question } = readCheck(world, `${userOf(each)} may ${permission} at ${objectOf(permission)}`);
      expect(await ask(decisions, question)).toBe(each.holds.includes(permission) ? 'allowed' : 'no_grant');
    });
  });
});

function userOf({ role, at }: BuiltInRoleCase): string {
  return `${role}-at-${at.replace(' ', '-')}`;
}

function grantOf(each: BuiltInRoleCase): string {
  return `grant ${each.role} to ${userOf(each)} at ${each.at}`;
}

function objectOf(permission: string): string {
  if (permission.startsWith('app_organization_')) return 'organization acme';
  return permission.startsWith('app_project_') ? 'project web' : 'group devs';
}
