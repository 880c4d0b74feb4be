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
  /** What has refused it once does not take it again, and is not asked again. */
  readonly refusedBy: Set<Member>;
}

const CLIENTS = 8;
/** Each waits so long between two calls: the machine is not to be busy with asking alone. */
const BETWEEN_MS = 3;
/** Clients use those that were revoked and are not refused everywhere yet, and so many that are about to be. */
const AHEAD = 4;
/** How long they go on when all is revoked. */
const AFTER_MS = 1_000;

export interface Revoking {
  readonly targets: readonly Target[];
  readonly perSecond: number;
  /** The replica that acknowledges; undefined when none does. */
  readonly by: Member | undefined;
}

export async function timeToDeny({ replicas }: World, { targets, perSecond, by }: Revoking): Promise<TimeToDeny> {
  const all = targets.map(
    (target): Revocation => ({ ...target, acknowledged: undefined, late: 0, refusedBy: new Set() }),
  );
  const acks: number[] = [];
  let next = 0;
  let oldest = 0;
  let checks = 0;
  let own = 0;
  let over = false;

  async function use(client: number): Promise<void> {
    for (let turn = client; !over; turn += 1) {
      const begun = performance.now();
      while (oldest < next && all[oldest]?.refusedBy.size === replicas.length) oldest += 1;
      const member = replicas[turn % replicas.length] as Member;
      const window = all.slice(oldest, next + AHEAD).filter(({ refusedBy }) => !refusedBy.has(member));
      const used = window[Math.floor(turn / replicas.length) % window.length];
      if (used === undefined) {
        await pause(1);
        continue;
      }
      const revoked = used.acknowledged;
      const status = await member.check(used.token);
      checks += 1;
      await pause(BETWEEN_MS);
      if (status === 401) used.refusedBy.add(member);
      if (status !== 200 || revoked === undefined) continue;
      used.late = Math.max(used.late, begun - revoked);
      if (member === by) own += 1;
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
    revoking.push(untilAcknowledged(revocation).then(acknowledge));
  }
  await Promise.all(revoking);
  await pause(AFTER_MS);
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

/** As clients do that are told to try again; what cannot be acknowledged at all ends the measurement. */
async function untilAcknowledged({ revoke }: Pick<Target, 'revoke'>, tries = 10): Promise<void> {
  try {
    await revoke();
  } catch (error) {
    if (tries === 1) throw error;
    await untilAcknowledged({ revoke }, tries - 1);
  }
}
