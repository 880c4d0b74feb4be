// A million live revocations: how long a start takes, what they weigh, and what a look costs.
import { randomUUID } from 'node:crypto';
import { createDecisions, sqlDecisionStore } from '../../../src/decisions/index.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { systemRandom } from '../../../src/kernel/random.js';
import { keepRevocations, type RevocableClaims, sqlRevocationStore } from '../../../src/revocation/index.js';
import type { BenchDatabase } from '../database.js';
import { latencyFor } from '../latency.js';
import { line, type Section, short } from '../report.js';

const ASKED = 10_000;

export async function measureMillion({ db, client }: BenchDatabase, entries: number): Promise<Section> {
  const none = await measure(db);
  await client.query(
    `insert into revocations (kind, key, generation, expires_at, cause, published)
     select 'token', gen_random_uuid()::text, 2147483647, now() + interval '1 hour', 'bench', true
     from generate_series(1, $1::integer)`,
    [entries],
  );
  await client.query('vacuum analyze revocations');
  const many = await measure(db);
  return {
    title: `${entries.toLocaleString('en')} live revocations`,
    about: 'Start: reading them all. A look: one token that is not revoked, in nanoseconds.',
    columns: ['revocations', 'start ms', 'bytes each', 'look ns'],
    lines: [none, many].map(({ size, start, bytes, look }) =>
      line(
        [size.toLocaleString('en'), short(start), size < 1_000_000 ? '-' : short(bytes / size), short(look)],
        size < 1_000_000 ? '' : bytes / size <= 64 ? 'ok, ≤ 64 bytes' : 'MISS, ≤ 64 bytes',
      ),
    ),
  };
}

async function measure(db: BenchDatabase['db']) {
  const { feed } = await createDecisions(sqlDecisionStore(db), 10_000);
  const begun = performance.now();
  const store = sqlRevocationStore(db);
  const { mirror, stop } = await keepRevocations({
    store,
    feed,
    clock: systemClock,
    random: systemRandom,
    maxStalenessSeconds: 60,
    onOutage: 'closed',
    onError: () => undefined,
  });
  const start = performance.now() - begun;
  const tokens = Array.from({ length: ASKED }, claims);
  let next = 0;
  const { median } = latencyFor(1_000, () => {
    // Many in one measurement: one look is shorter than the clock can tell.
    for (let i = 0; i < 100; i += 1) {
      next = (next + 1) % ASKED;
      mirror.covers(tokens[next] as RevocableClaims);
    }
  });
  await stop();
  return { size: mirror.sizes().token, start, bytes: mirror.bytes(), look: median * 10 };
}

function claims(): RevocableClaims {
  // Through bytes, as claims that were parsed are: a fresh UUID is a string of many pieces.
  const uuid = () => Buffer.from(randomUUID()).toString('latin1');
  return { jti: uuid(), cred: uuid(), sub: uuid(), org_ids: uuid(), kid: 'kid', gens: { cred: 1, sub: 1, org: 1 } };
}
