// Runs each fault many times: `npm run faults -- [times] [part of a name]`.

import { copyTemplate, dropTestDatabases, makeTemplate } from '../../support/postgres-databases.js';
import { startPostgres } from '../../support/postgres-server.js';
import { seeded } from '../../support/seeded.js';
import { choosePostgres } from '../../support/servers.js';
import { CASES } from './cases.js';
import { watch } from './watch.js';
import { openWorld } from './world.js';

const [times = '20', part = ''] = process.argv.slice(2);
const choice = choosePostgres();
if (choice.kind === 'none') throw new Error(choice.why);
const server = choice.kind === 'given' ? { url: choice.url, stop: async () => {} } : await startPostgres(choice.folder);
const template = await makeTemplate(server.url);
const world = await openWorld(await copyTemplate(server.url, template));
let failed = false;
try {
  for (const { name, break: fault } of CASES.filter((each) => each.name.includes(part))) {
    const totals = { acknowledged: 0, checks: 0, refused: 0, worst: 0, problems: 0 };
    for (let run = 1; run <= Number(times); run += 1) {
      const outcome = await watch(world, seeded(run), () => fault(world, true));
      totals.acknowledged += outcome.acknowledged;
      totals.checks += outcome.checks;
      totals.refused += outcome.refused;
      totals.worst = Math.max(totals.worst, Math.round(outcome.worst));
      totals.problems += outcome.problems.length;
      for (const problem of outcome.problems.slice(0, 5)) process.stdout.write(`  run ${run}: ${problem}\n`);
    }
    failed ||= totals.problems > 0;
    process.stdout.write(`${name}: ${times} runs, ${JSON.stringify(totals)}\n`);
  }
} finally {
  await world.stop();
  if (choice.kind === 'given') await dropTestDatabases(server.url, template);
  await server.stop();
}
process.exitCode = failed ? 1 : 0;
