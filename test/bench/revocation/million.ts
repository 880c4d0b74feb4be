// A million live revocations: how long a start takes, what they weigh, and what they add to a warm check.
import { randomUUID } from 'node:crypto';
import { createDecisions, sqlDecisionStore } from '../../../src/decisions/index.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { systemRandom } from '../../../src/kernel/random.js';
import {
  type KeptRevocations,
  keepRevocations,
  type RevocableClaims,
  sqlRevocationStore,
} from '../../../src/revocation/index.js';
import { seeded } from '../../support/seeded.js';
import type { BenchDatabase } from '../database.js';
import { loadGrants } from '../decisions/load-grants.js';
import { questionsOf } from '../decisions/questions.js';
import { fillTree } from '../decisions/tree-sql.js';
import { inTurn, warmUp } from '../decisions/warm.js';
import { latencyFor, spreadOf } from '../latency.js';
import { line, type Section, short, told, within } from '../report.js';

/** Of what is decided over; a warm check costs the same over stores of any size. */
const STORE = { organizations: 5, grants: 10_000 };
const ASKED = 1_000;
const ROUNDS = 7;
const ROUND_MS = 700;
const MOST_BYTES = 64;
const BOUND_RATIO = 1.1;

interface Kept {
  readonly kept: KeptRevocations;
  /** Milliseconds until it knew everything. */
  readonly start: number;
  readonly looks: number[];
  readonly checks: number[];
}

export async function measureMillion({ db, client }: BenchDatabase, entries: number): Promise<readonly Section[]> {
  const check = await warmCheck(db);
  const none = await keep(db);
  await client.query(
    `insert into revocations (kind, key, generation, expires_at, cause, published)
     select 'token', gen_random_uuid()::text, 2147483647, now() + interval '1 hour', 'bench', true
     from generate_series(1, $1::integer)`,
    [entries],
  );
  await client.query('vacuum analyze revocations');
  const many = await keep(db);
  const tokens = Array.from({ length: ASKED }, claims);
  // In turns, so that what disturbs the machine disturbs both alike.
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { kept, looks, checks } of [none, many]) {
      const look = inTurnOf(tokens, (token) => kept.revocations.covers(token));
      looks.push(medianOf(look));
      checks.push(medianOf(() => [look(), check()]));
    }
  await Promise.all([none.kept.stop(), many.kept.stop()]);
  return [weight(many), looks(none, many)];
}

async function warmCheck(db: BenchDatabase['db']): Promise<() => unknown> {
  await fillTree(db, STORE.organizations);
  await loadGrants(db, { ...STORE, from: 0, to: STORE.grants });
  const { decisions } = await warmUp(sqlDecisionStore(db), STORE);
  return inTurn(decisions, questionsOf(STORE, ASKED, seeded(1)));
}

async function keep(db: BenchDatabase['db']): Promise<Kept> {
  const { feed } = await createDecisions(sqlDecisionStore(db), 10_000);
  const begun = performance.now();
  const kept = await keepRevocations({
    store: sqlRevocationStore(db),
    feed,
    clock: systemClock,
    random: systemRandom,
    // Nobody polls here, and silence is not what is measured.
    maxStalenessSeconds: 86_400,
    onOutage: 'closed',
    onError: () => undefined,
  });
  return { kept, start: performance.now() - begun, looks: [], checks: [] };
}

function weight({ kept: { mirror }, start }: Kept): Section {
  const size = mirror.sizes().token;
  const bytes = mirror.bytes() / size;
  return {
    title: `${size.toLocaleString('en')} live revocations: start and memory`,
    about: 'Start: reading them all out of Postgres on the same machine.',
    columns: ['', 'what'],
    lines: [
      line(['start', `${short(start)} ms`]),
      line(['memory for each', `${short(bytes)} bytes`], within(MOST_BYTES, 'bytes', [bytes])),
    ],
  };
}

function looks(none: Kept, many: Kept): Section {
  const row = ({ kept, looks, checks }: Kept) => [
    kept.mirror.sizes().token.toLocaleString('en'),
    told(spreadOf(looks)),
    told(spreadOf(checks)),
  ];
  const ratio = spreadOf(many.checks).median / spreadOf(none.checks).median;
  return {
    title: 'Live revocations and the warm check',
    about: `In process, microseconds; median, least and most of ${ROUNDS} rounds in turns. A look asks of a token that is not revoked whether it is; a check is that and the decision, ${ASKED.toLocaleString('en')} different tokens and questions one after the other.`,
    columns: ['revocations', 'look', 'check'],
    lines: [
      line(row(none)),
      line(row(many)),
      line(['many to none', '', `${short(ratio)} ×`], within(BOUND_RATIO, '×', [ratio])),
    ],
  };
}

/** Of a few, because one is shorter than the clock can tell. */
const AT_A_TIME = 20;

function medianOf(work: () => unknown): number {
  const many = () => {
    for (let i = 0; i < AT_A_TIME; i += 1) work();
  };
  return latencyFor(ROUND_MS, many).median / AT_A_TIME;
}

function inTurnOf<T>(items: readonly T[], work: (item: T) => unknown): () => unknown {
  let next = 0;
  return () => {
    next = next + 1 < items.length ? next + 1 : 0;
    return work(items[next] as T);
  };
}

function claims(): RevocableClaims {
  // Through bytes, as claims that were parsed are: a fresh UUID is a string of many pieces.
  const uuid = () => Buffer.from(randomUUID()).toString('latin1');
  return { jti: uuid(), cred: uuid(), sub: uuid(), org_ids: uuid(), kid: 'kid', gens: { cred: 1, sub: 1, org: 1 } };
}
