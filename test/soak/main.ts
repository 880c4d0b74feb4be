// `npm run soak`: three replicas for a minute and 200,000 checks, or as its options say; exits with 1 on any contradiction.
import { parseArgs } from 'node:util';
import { copyTemplate, dropTestDatabases, makeTemplate } from '../support/postgres-databases.js';
import { startPostgres } from '../support/postgres-server.js';
import { choosePostgres } from '../support/servers.js';
import { FAULTS, type Fault, FULL_SOAK, type SoakOptions } from './options.js';
import { type SoakResult, soak } from './soak.js';

const HELP = `npm run soak -- [--seconds 60] [--checks 200000] [--seed N] [--faults ${FAULTS.join(',')}] [--fault-seconds 4]
  [--redis] [--replicas 3] [--writers 8] [--checkers 24]
DATABASE_URL names the Postgres to use; without it one is started for the time. --redis starts a Redis for the time.
`;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    ...{ seconds: text, checks: text, seed: text, faults: text, 'fault-seconds': text },
    ...{ replicas: text, writers: text, checkers: text },
    ...{ redis: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  },
});
if (values.help) process.stdout.write(HELP);
else process.exitCode = await main(optionsOf());

function optionsOf(): SoakOptions {
  const faults = (values.faults ?? '').split(',').filter((fault) => fault !== '');
  const unknown = faults.find((fault) => !FAULTS.includes(fault as Fault));
  if (unknown !== undefined) throw new Error(`there is no fault ${unknown}\n${HELP}`);
  return {
    ...FULL_SOAK,
    seconds: Number(values.seconds ?? FULL_SOAK.seconds),
    checks: Number(values.checks ?? FULL_SOAK.checks),
    replicas: Number(values.replicas ?? FULL_SOAK.replicas),
    writers: Number(values.writers ?? FULL_SOAK.writers),
    checkers: Number(values.checkers ?? FULL_SOAK.checkers),
    faultSeconds: Number(values['fault-seconds'] ?? FULL_SOAK.faultSeconds),
    faults: faults as Fault[],
    redis: values.redis || faults.includes('redis'),
    seed: Number(values.seed ?? process.pid),
    onRound: ({ checks, writes }) => void process.stderr.write(`${checks} checks, ${writes} writes\n`),
  };
}

async function main(options: SoakOptions): Promise<number> {
  const choice = choosePostgres();
  if (choice.kind === 'none') throw new Error(choice.why);
  const server =
    choice.kind === 'given' ? { url: choice.url, stop: async () => {} } : await startPostgres(choice.folder);
  try {
    const template = await makeTemplate(server.url);
    try {
      const result = await soak(await copyTemplate(server.url, template), options);
      tell(options, result);
      return result.problems.length === 0 ? 0 : 1;
    } finally {
      await dropTestDatabases(server.url, template);
    }
  } finally {
    await server.stop();
  }
}

function tell(options: SoakOptions, { counts, seconds, problems }: SoakResult): void {
  const faults = options.faults.length === 0 ? 'none' : options.faults.join(', ');
  const lines = [
    `seed ${options.seed}, ${options.replicas} replicas, ${options.redis ? 'with' : 'without'} Redis, faults: ${faults}`,
    `${Math.round(seconds)} s: ${counts.checks} checks (${counts.withToken} with a token, ${counts.allowed} allowed), ${counts.writes} writes`,
    `${counts.enemies} new enemies, ${counts.faults} faults, ${counts.writtenAgain} writes sent again`,
    ...[...counts.failures].map(([what, count]) => `${count} × ${what}`),
    problems.length === 0 ? 'no contradiction' : `${problems.length} contradictions, with seed ${options.seed}:`,
    ...problems.slice(0, 20),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
