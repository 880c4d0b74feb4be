// `npm run bench -- decisions`: how long checks take and what they keep in memory, over stores of several sizes.
import { sqlDecisionStore } from '../../../src/decisions/index.js';
import { seeded } from '../../support/seeded.js';
import { type BenchDatabase, openBenchDatabase } from '../database.js';
import type { BenchOptions } from '../options.js';
import { keep, line, print, type Section, short } from '../report.js';
import { coldLine, coldRounds } from './cold.js';
import { loadGrants } from './load-grants.js';
import { questionsOf } from './questions.js';
import { measureResident } from './resident.js';
import { FULL, QUICK, type Scale } from './scale.js';
import { measureShapes } from './shape.js';
import { fillShapes, shapesOf } from './shapes-sql.js';
import { fillTree } from './tree-sql.js';
import { measureWarm, type WarmStore, warmUp } from './warm.js';

type Add = (section: Section) => void;

const PARTS: Readonly<Record<string, (database: BenchDatabase, scale: Scale, add: Add) => Promise<void>>> = {
  stores: overStores,
  shapes: overShapes,
};

/** Each part has a database and a section of the results of its own. */
export async function benchDecisions({ quick, part }: BenchOptions): Promise<void> {
  for (const name of part === undefined ? Object.keys(PARTS) : [part]) {
    const database = await openBenchDatabase();
    try {
      const sections: Section[] = [];
      await partNamed(name)(database, quick ? QUICK : FULL, (section) => {
        print(section);
        sections.push(section);
      });
      if (!quick) keep(`decisions: ${name}`, sections, [database.about]);
    } finally {
      await database.close();
    }
  }
}

function partNamed(name: string): (typeof PARTS)[string] {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`there is no part ${name}; there are: ${Object.keys(PARTS).join(', ')}`);
  return part;
}

/** Stores of growing size are one store, loaded step by step; what is warm of the smaller ones stays as it was. */
async function overStores(database: BenchDatabase, scale: Scale, add: Add): Promise<void> {
  const { organizations, grants: sizes, rounds, coldChecks } = scale;
  const { db, client } = database;
  await fillTree(db, organizations);
  const store = sqlDecisionStore(db);
  const warm: WarmStore[] = [];
  const cold: Section['lines'][number][] = [];
  const loaded: Section['lines'][number][] = [];
  let from = 0;
  for (const grants of sizes) {
    const rate = await loadGrants(db, { organizations, from, to: grants });
    loaded.push(line([`${from.toLocaleString('en')} to ${grants.toLocaleString('en')}`, short(rate)]));
    from = grants;
    await client.query('vacuum analyze');
    const asked = questionsOf({ organizations, grants }, rounds * coldChecks, seeded(grants));
    const questions = asked.map(({ question }) => question);
    cold.push(
      coldLine([grants.toLocaleString('en')], await coldRounds({ store, questions, checks: coldChecks, rounds })),
    );
    warm.push(await warmUp(store, { organizations, grants }));
  }
  add({ title: 'Loading', about: '5,000 grants in a transaction.', columns: ['grants', 'a second'], lines: loaded });
  add(measureWarm(warm, scale));
  add({ title: 'Cold checks, over Postgres', about: COLD, columns: ['grants', 'median', 'p95'], lines: cold });
  add(await measureResident(store, organizations));
}

const COLD =
  'Nothing is in memory but roles and permissions. Milliseconds a call, one after the other; median, least and most of the rounds.';

async function overShapes({ db, client }: BenchDatabase, scale: Scale, add: Add): Promise<void> {
  await fillShapes(db, scale.large);
  await client.query('vacuum analyze');
  add({
    title: 'Long and large',
    about: 'Cold in milliseconds, warm in microseconds; memory is what a check of another object or principal leaves.',
    columns: ['', 'cold median', 'cold p95', 'warm median', 'bytes a check'],
    lines: await measureShapes(sqlDecisionStore(db), shapesOf(scale.large), scale),
  });
}
