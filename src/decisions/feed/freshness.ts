// How fresh an answer has to be, and waiting until the maps are.
import type { Clock } from '../../kernel/clock.js';
import { invalidField } from '../../kernel/errors.js';
import type { Awaitable, Call } from '../../kernel/rpc.js';
import type { Feed } from './feed.js';

export interface Freshness {
  /** A revision that a write answered; empty: any. */
  readonly atLeastRevision: string;
  readonly fullyConsistent: boolean;
  /** How long to wait for that revision, milliseconds. */
  readonly waitMs: number;
}

export const ANY_REVISION: Freshness = { atLeastRevision: '', fullyConsistent: false, waitMs: 0 };

/** How long a question waits for a revision when the client set no deadline. */
const DEFAULT_WAIT_MS = 5_000;
/** Longer timers fire at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** What a request asks for; the call's deadline bounds the wait. */
export function freshnessOf(
  { atLeastRevision, fullyConsistent }: Pick<Freshness, 'atLeastRevision' | 'fullyConsistent'>,
  call: Call,
  clock: Clock,
): Freshness {
  if (atLeastRevision === '' && !fullyConsistent) return ANY_REVISION;
  const waitMs = call.deadline === undefined ? DEFAULT_WAIT_MS : call.deadline - clock.monotonic();
  return { atLeastRevision, fullyConsistent, waitMs: Math.min(waitMs, LONGEST_WAIT_MS) };
}

/** Waits until the maps are as fresh as asked. */
export function freshEnough(feed: Feed, { atLeastRevision, fullyConsistent, waitMs }: Freshness): Awaitable<void> {
  const revision = atLeastRevision === '' ? 0 : parseRevision(atLeastRevision, 'at_least_revision');
  if (!fullyConsistent && feed.applied() >= revision) return undefined;
  return feed.catchUp().then(() => feed.reach(revision, waitMs));
}

/** Throws invalid_argument with `field`. */
export function parseRevision(text: string, field: string): number {
  const revision = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(revision)) return revision;
  throw invalidField(field, 'must be a revision that a write or a check answered');
}
