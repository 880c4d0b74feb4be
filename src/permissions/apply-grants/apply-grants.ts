// Puts and deletes thousands of policies, memberships and resources at once.
import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import type { Batch } from './batch.js';
import type { GrantStore } from './store.js';

export interface ApplyGrantsDeps {
  readonly grants: GrantStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Throws what `GrantStore.apply` does. Answers how many operations changed something. */
export function applyGrants(
  { grants, clock, random }: ApplyGrantsDeps,
  batch: Batch,
  idempotencyKey: string | undefined,
): Promise<Written<number>> {
  const idempotency = idempotencyKey === undefined ? undefined : { key: idempotencyKey, digest: digestOf(batch) };
  return grants.apply({ batch, idempotency, now: new Date(clock.now()), newId: () => random.uuid() });
}

function digestOf(batch: Batch): string {
  return createHash('sha256').update(JSON.stringify(batch, sortMembers)).digest('hex');
}

/** Clients may send the members of a metadata object in another order the next time. */
function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
