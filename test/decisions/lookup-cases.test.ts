// Lookups as data: a world, and whole answers by name.
import { describe, expect, test } from 'vitest';
import { createDecisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { LOOKUP_LIMITS } from '../../src/decisions/lookup/limits.js';
import { sqlLookupStore } from '../../src/decisions/lookup/store-sql.js';
import { FrontierError } from '../../src/kernel/errors.js';
import { refKey } from '../../src/kernel/object-ref.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';
import { lookupCases } from './cases/lookups.js';
import { CUT_SHORT, type LookupQuestion, type Lookups, readAll } from './lookups.js';

const RESOURCES = /^(\S+) may (\S+) on (\S+): (.*)$/;
const SUBJECTS = /^which (\S+) may (\S+) at (.+): (.*)$/;

interface Line {
  readonly question: LookupQuestion;
  /** Keys by id, or the code of an error. */
  readonly expected: string;
}

function readLine(world: World, line: string): Line {
  const [, who, permission = '', namespace = '', objects = ''] = RESOURCES.exec(line) ?? [];
  if (who !== undefined) {
    const keys = namesIn(objects, (name) => refKey(world.object(objectText(namespace, name))));
    return { question: { principal: world.principal(who), permission, namespace }, expected: keys };
  }
  const [, kind, what = '', at = '', subjects = ''] = SUBJECTS.exec(line) ?? [];
  if (kind !== 'app/user' && kind !== 'app/serviceuser') throw new Error(`not a lookup: ${line}`);
  const object = at.includes(':') ? at : refKey(world.object(at));
  return { question: { object, permission: what, namespace: kind }, expected: namesIn(subjects, world.principal) };
}

function objectText(namespace: string, name: string): string {
  return name === 'platform' ? name : `${namespace.replace('app/', '')} ${name}`;
}

/** `fails with CODE` stays as it is. */
function namesIn(text: string, keyOf: (name: string) => string): string {
  if (text.startsWith('fails with ')) return text;
  const names = text.split(' ').filter((name) => name !== 'nothing' && name !== 'nobody');
  return names.map(keyOf).sort().join(' ');
}

async function answer(deps: Lookups, question: LookupQuestion): Promise<string> {
  try {
    return (await readAll(deps, question, { size: 2 })).join(' ');
  } catch (error) {
    if (error instanceof FrontierError) return `fails with ${error.code}`;
    throw error;
  }
}

describe.each(lookupCases)('$name', ({ world: lines, lookups }) => {
  test.each([
    { name: 'in looks that reach the end', limits: LOOKUP_LIMITS },
    { name: 'in looks that are cut short', limits: CUT_SHORT },
  ])('$name', async ({ limits }) => {
    const db = await testDatabase();
    const world = await createWorld(db);
    await world.tell(lines);
    const deps = {
      decisions: await createDecisions(sqlDecisionStore(db), 10_000),
      lookups: sqlLookupStore(db, limits),
    };
    for (const pass of ['cold', 'warm'])
      for (const line of lookups) {
        const { question, expected } = readLine(world, line);
        expect(await answer(deps, question), `${pass}: ${line}`).toBe(expected);
      }
  });
});
