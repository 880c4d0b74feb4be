// `npm run bench -- revocation`: how long a revoked token is still taken somewhere, and what a million revocations cost.
import { openWorld } from '../../faults/revocation/world.js';
import { openBenchDatabase } from '../database.js';
import type { BenchOptions } from '../options.js';
import { keep, line, print, type Section, short } from '../report.js';
import { measureMillion } from './million.js';
import { KINDS, type Kind, openTargets } from './targets.js';
import { timeToDeny } from './time-to-deny.js';

const FULL = { revocations: 5_000, perSecond: 200, entries: 1_000_000 };
const QUICK = { revocations: 300, perSecond: 100, entries: 100_000 };
/** Several may be run one by one: `--part token`. */
const PARTS = [...KINDS, 'million'] as const;

export async function benchRevocation({ quick, part }: BenchOptions): Promise<void> {
  for (const each of PARTS.filter((name) => part === undefined || part === name)) {
    const scale = quick ? QUICK : FULL;
    const { sections, about } = await (each === 'million' ? measureMillions(scale) : measureTimeToDeny(each, scale));
    for (const section of sections) print(section);
    if (!quick) keep(`Revocation: ${each}`, sections, about);
  }
}

type Scale = typeof FULL;

interface Measured {
  readonly sections: readonly Section[];
  /** What they were measured on. */
  readonly about: readonly string[];
}

async function measureTimeToDeny(kind: Kind, { revocations, perSecond }: Scale): Promise<Measured> {
  const world = await openWorld({ maxStalenessSeconds: 2, direct: true });
  const targets = await openTargets(world);
  try {
    const by = kind === 'signing_key' ? undefined : world.replicas[0];
    const revoking = { targets: await targets.prepare(kind, revocations), perSecond, by };
    const { p50, p99, max, own, checks, toAck } = await timeToDeny(world, revoking);
    const bound = p99 <= 50 && max <= 500 && own === 0 ? 'ok' : 'MISS';
    const cells = [...[p50, p99, max, toAck].map(short), String(own), checks.toLocaleString('en')];
    const who = by === undefined ? 'from beside the replicas, as a command does it' : 'at one of them';
    return {
      sections: [
        {
          title: `Time to deny, ${kind}`,
          about: `${revocations.toLocaleString('en')} revocations at ${perSecond}/s on three replicas, ${who}, while 8 clients use the tokens: milliseconds from the acknowledgement to the beginning of the last call with the token that was let pass on any replica.`,
          columns: ['p50', 'p99', 'max', 'p50 to acknowledge', 'taken by who acknowledged', 'calls'],
          lines: [line(cells, `${bound}, p99 ≤ 50 ms, max ≤ 500 ms, own 0`)],
        },
      ],
      about: ['three replicas, Postgres (fsync off), Redis and the clients on the same machine'],
    };
  } finally {
    await targets.close();
    await world.stop();
  }
}

async function measureMillions({ entries }: Scale): Promise<Measured> {
  const database = await openBenchDatabase();
  try {
    return { sections: await measureMillion(database, entries), about: [database.about] };
  } finally {
    await database.close();
  }
}
