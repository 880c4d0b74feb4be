// `npm run bench -- revocation`: how long a revoked token is still taken somewhere, and what a million revocations cost.
import { openWorld } from '../../faults/revocation/world.js';
import { openBenchDatabase } from '../database.js';
import { line, print, short } from '../report.js';
import { measureMillion } from './million.js';
import { KINDS, prepareTargets } from './targets.js';
import { timeToDeny } from './time-to-deny.js';

const FULL = { revocations: 5_000, perSecond: 200, entries: 1_000_000 };
const QUICK = { revocations: 300, perSecond: 100, entries: 1_000_000 };

export async function benchRevocation({ quick }: { readonly quick: boolean }): Promise<void> {
  const { revocations, perSecond, entries } = quick ? QUICK : FULL;
  const database = await openBenchDatabase();
  const world = await openWorld({ maxStalenessSeconds: 2 });
  try {
    const lines = [];
    for (const kind of KINDS) {
      const targets = await prepareTargets(world, kind, revocations);
      const { p50, p99, max, own, checks, toAck } = await timeToDeny(world, targets, perSecond);
      const bound = p99 <= 50 && max <= 500 && own === 0 ? 'ok' : 'MISS';
      const cells = [kind, ...[p50, p99, max, toAck].map(short), String(own), checks.toLocaleString('en')];
      lines.push(line(cells, `${bound}, p99 ≤ 50 ms, max ≤ 500 ms, own 0`));
    }
    print({
      title: 'Time to deny',
      about: `${revocations.toLocaleString('en')} revocations of each kind at ${perSecond}/s on three replicas, while 8 clients use the tokens: milliseconds from the acknowledgement to the beginning of the last call with the token that was let pass on any replica.`,
      columns: ['kind', 'p50', 'p99', 'max', 'p50 to acknowledge', 'taken by who acknowledged', 'checks'],
      lines,
    });
  } finally {
    await world.stop();
  }
  try {
    print(await measureMillion(database, entries));
  } finally {
    await database.close();
  }
}
