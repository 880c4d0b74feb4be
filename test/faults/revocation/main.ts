// Runs each fault many times: `npm run faults -- [times] [regular expression for names]`.

import { seeded } from '../../support/seeded.js';
import { CASES } from './cases.js';
import { watch } from './watch.js';
import { openWorld } from './world.js';

const [times = '20', part = ''] = process.argv.slice(2);
const world = await openWorld({ maxStalenessSeconds: 2 });
let failed = false;
try {
  for (const { name, break: fault } of CASES.filter((each) => new RegExp(part).test(each.name))) {
    const totals = { acknowledged: 0, checks: 0, refused: 0, worst: 0, problems: 0 };
    for (let run = 1; run <= Number(times); run += 1) {
      const random = seeded(run);
      const outcome = await watch(world, { random, pauseMs: 300, fault: () => fault(world, { long: true, random }) });
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
}
process.exitCode = failed ? 1 : 0;
