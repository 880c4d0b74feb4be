// Watches whether a token is ever taken that was revoked, while something breaks, and that all is well afterwards.
import { setTimeout as pause } from 'node:timers/promises';
import type { Seeded } from '../../support/seeded.js';
import type { Member, World } from './world.js';

export interface Outcome {
  /** Empty when the promise was kept. */
  readonly problems: readonly string[];
  /** Milliseconds after its acknowledgement that a revoked token was last taken anywhere. */
  readonly worst: number;
  readonly acknowledged: number;
  readonly checks: number;
  /** Calls that were not answered for, 503. */
  readonly refused: number;
}

interface Watched {
  readonly token: string;
  /** On our clock; undefined while nobody has acknowledged it. */
  acknowledged?: number;
  by?: Member;
}

/** On top of FRONTIER_REVOCATION_MAX_STALENESS: what a busy machine may add. */
const SLACK_MS = 500;
const TOKENS = 60;
const CHECKERS = 2;
const RECOVERY_MS = 60_000;

export interface Watching {
  readonly random: Seeded;
  /** Between two revocations, at most. */
  readonly pauseMs: number;
  fault(): Promise<void>;
}

/** Revokes tokens at all replicas, and checks them at all, while `fault` happens. */
export async function watch(world: World, { random, pauseMs, fault }: Watching): Promise<Outcome> {
  const minted = await Promise.all(Array.from({ length: TOKENS }, world.token));
  const tokens = minted.map((token): Watched => ({ token }));
  const problems: string[] = [];
  const counts = { checks: 0, refused: 0, worst: 0 };
  let over = false;

  async function checkOne(member: Member, watched: Watched): Promise<void> {
    const begun = performance.now();
    const revoked = watched.acknowledged;
    const status = await member.check(watched.token);
    counts.checks += 1;
    if (status === 503) counts.refused += 1;
    if (status === 401 && watched.acknowledged === undefined && !pending.has(watched))
      problems.push(`${member.name} refused a token that nobody revoked`);
    if (status !== 200 || revoked === undefined) return;
    const late = begun - revoked;
    counts.worst = Math.max(counts.worst, late);
    if (late > world.maxStaleness + SLACK_MS)
      problems.push(`${member.name} took a token ${Math.round(late)} ms after it was revoked`);
    else if (watched.by === member) problems.push(`${member.name} took a token that it had acknowledged to be revoked`);
  }

  const pending = new Set<Watched>();
  async function revokeAll(): Promise<void> {
    for (const watched of tokens.slice(0, TOKENS / 2)) {
      const member = random.pick(world.replicas);
      pending.add(watched);
      if ((await member.revoke(watched.token)) === 200)
        Object.assign(watched, { acknowledged: performance.now(), by: member });
      await pause(random.below(pauseMs));
      if (over) return;
    }
  }

  async function checkOn(member: Member): Promise<void> {
    while (!over) {
      await checkOne(member, random.pick(tokens));
      await pause(2);
    }
  }

  const checking = world.replicas.flatMap((member) => Array.from({ length: CHECKERS }, () => checkOn(member)));
  const revoking = revokeAll();
  await pause(random.below(500));
  await fault();
  await revoking;
  await recovered(world);
  over = true;
  await Promise.all(checking);
  await Promise.all(
    world.replicas.map(async (member) => {
      for (const watched of tokens) await checkAfter(member, watched, problems);
    }),
  );
  return {
    problems: [...new Set(problems)],
    ...counts,
    acknowledged: tokens.filter(({ acknowledged }) => acknowledged !== undefined).length,
  };

  async function checkAfter(member: Member, watched: Watched, faults: string[]): Promise<void> {
    const status = await member.check(watched.token);
    const expected = watched.acknowledged !== undefined ? [401] : pending.has(watched) ? [200, 401] : [200];
    if (!expected.includes(status))
      faults.push(`${member.name} answers ${status} in the end, not ${expected.join(' or ')}`);
  }
}

async function recovered({ replicas }: World): Promise<void> {
  const end = performance.now() + RECOVERY_MS;
  for (const member of replicas)
    while (!(await member.ready())) {
      if (performance.now() > end) throw new Error(`${member.name} does not recover`);
      await pause(50);
    }
  // What was acknowledged last has its time, too.
  await pause(500);
}
