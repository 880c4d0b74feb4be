// Revokes at a steady rate while clients use the tokens, and notes when each was last let pass.
import { setTimeout as pause } from 'node:timers/promises';
import type { Member, World } from '../../faults/revocation/world.js';
import type { Target } from './targets.js';

export interface TimeToDeny {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly toAck: number;
  /** Tokens that the replica which had acknowledged their end let pass. */
  readonly own: number;
  readonly checks: number;
}

interface Revocation extends Target {
  acknowledged: number | undefined;
  /** Milliseconds after it; 0 when it was never let pass after it. */
  late: number;
}

const CLIENTS = 8;
/** Clients use tokens that are about to be revoked, and go on for so long after. */
const AHEAD = 4;
const AFTER_MS = 150;

/** Counts the first replica as the one that acknowledges. */
export async function timeToDeny(
  { replicas }: World,
  targets: readonly Target[],
  perSecond: number,
): Promise<TimeToDeny> {
  const all = targets.map((target): Revocation => ({ ...target, acknowledged: undefined, late: 0 }));
  const acks: number[] = [];
  let next = 0;
  let oldest = 0;
  let checks = 0;
  let own = 0;
  let over = false;

  async function use(client: number): Promise<void> {
    for (let turn = client; !over; turn += 1) {
      const begun = performance.now();
      while (oldest < next && begun - (all[oldest]?.acknowledged ?? begun) > AFTER_MS) oldest += 1;
      const window = Math.min(all.length, next + AHEAD) - oldest;
      const used = all[oldest + (window > 0 ? (turn * 7) % window : 0)];
      const member = replicas[turn % replicas.length] as Member;
      if (used === undefined) return;
      const revoked = used.acknowledged;
      const status = await member.check(used.token);
      checks += 1;
      if (status !== 200 || revoked === undefined) continue;
      used.late = Math.max(used.late, begun - revoked);
      if (member === replicas[0]) own += 1;
    }
  }

  const clients = Array.from({ length: CLIENTS }, (_, client) => use(client));
  const start = performance.now();
  const revoking: Promise<void>[] = [];
  for (const [index, revocation] of all.entries()) {
    await pause(Math.max(0, start + (index * 1000) / perSecond - performance.now()));
    next = index + 1;
    const asked = performance.now();
    const acknowledge = () => {
      revocation.acknowledged = performance.now();
      acks.push(revocation.acknowledged - asked);
    };
    revoking.push(revocation.revoke().then(acknowledge));
  }
  await Promise.all(revoking);
  await pause(2 * AFTER_MS);
  over = true;
  await Promise.all(clients);
  const late = all.map((each) => each.late).sort((a, b) => a - b);
  return {
    p50: at(late, 0.5),
    p99: at(late, 0.99),
    max: at(late, 1),
    toAck: at(
      acks.sort((a, b) => a - b),
      0.5,
    ),
    own,
    checks,
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
