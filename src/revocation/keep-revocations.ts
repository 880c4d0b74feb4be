// Binds the area: the mirror, what keeps it true, and what is answered when it may not be.
import type { Decisions } from '../decisions/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { type Change, decodeRevoked, type Revoked } from '../storage/index.js';
import { startChores } from './chores.js';
import { type FeedFollowing, followFeed } from './follow-feed.js';
import { followStream, type StreamFollowing } from './follow-stream.js';
import { createGate, type Gate } from './gate.js';
import { inTime } from './in-time.js';
import { createMirror, type Mirror } from './mirror.js';
import { type Outbox, startOutbox } from './outbox.js';
import { createRevocations, type Revocations, type RevocationsDeps, revocationsUnknown } from './revocations.js';
import { revokedIn } from './revoked-in.js';
import { staleCredential } from './stale-credential.js';
import type { RevocationStore } from './store.js';
import type { Stream } from './stream.js';

/** How a revocation came to this replica: it wrote it, the change feed told it, or the stream did. */
export type Way = 'own' | 'feed' | 'stream';

export interface KeepRevocationsDeps {
  readonly store: RevocationStore;
  readonly feed: Pick<Decisions['feed'], 'age' | 'catchUp' | 'follow'>;
  /** Undefined: nothing but the database carries revocations. */
  readonly stream?: Stream | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** Without word for longer, tokens are not answered for from memory. */
  readonly maxStalenessSeconds: number;
  /** What becomes of tokens then, where there is a stream. */
  readonly onOutage: 'closed' | 'postgres';
  /** Told how long after it was recorded a revocation was applied here. */
  applied?(way: Way, milliseconds: number): void;
  /** Told of what failed and will be tried again, and of the gate. */
  onError(message: string, error?: unknown): void;
}

export interface KeptRevocations {
  readonly revocations: Revocations;
  readonly store: RevocationStore;
  readonly mirror: Mirror;
  readonly gate: Gate;
  /** Undefined without a stream. */
  readonly following: StreamFollowing | undefined;
  /** To be told of every write of this process before it is answered. */
  wrote(revision: string, changes: readonly Change[]): Promise<void>;
  /** From now on tells `follower` which credentials it must read anew, before the change feed does. */
  follow(follower: { drop(change: Change): void }): void;
  stop(): Promise<void>;
}

/** How long a start waits for a stream that does not answer. */
const START_MS = 3_000;

/** Answers once everything that is revoked is known; where the stream does not answer, as soon as that is plain. */
export async function keepRevocations(deps: KeepRevocationsDeps): Promise<KeptRevocations> {
  const { store, feed, stream, clock, onError } = deps;
  const mirror = createMirror(clock);
  const droppers: { drop(change: Change): void }[] = [];
  const apply = (revoked: Revoked, way?: Way) => {
    if (!mirror.apply(revoked) || way === undefined) return;
    deps.applied?.(way, Math.max(0, clock.now() - revoked.recordedAt));
    const stale = staleCredential(revoked);
    if (way === 'stream' && stale !== undefined) for (const { drop } of droppers) drop(stale);
  };
  const rows = followFeed({
    store,
    apply,
    onError: (error) => onError('what was revoked cannot be read; trying again', error),
  });
  feed.follow(rows);
  await rows.load();
  const follow = stream && (await followInTime(deps, stream, { rows, apply }));
  const age = () => (rows.isComplete() ? (follow ?? feed).age() : Number.POSITIVE_INFINITY);
  const terms = { mirror, word: { age }, maxStaleness: deps.maxStalenessSeconds * 1000 };
  const changed = (open: boolean) => onError(open ? 'what is revoked is known again' : UNKNOWN);
  const gate = createGate({ ...terms, clock, changed });
  const outbox = stream && startOutbox({ store, stream, onError: (error) => onError(NOT_PUBLISHED, error) });
  const stopChores = startChores({ store, mirror, gate, onError: (error) => onError(NOT_FORGOTTEN, error) });
  return {
    store,
    mirror,
    gate,
    following: follow,
    revocations: createRevocations({ ...terms, otherwise: otherwise(deps, rows, terms) }),
    wrote: (revision, changes) => tell({ apply, outbox }, revision, changes),
    follow: (follower) => void droppers.push(follower),
    stop: async () => {
      rows.stop();
      await Promise.all([stopChores(), outbox?.stop()]);
      follow?.stop();
    },
  };
}

const UNKNOWN = 'what is revoked is not known: calls with tokens are not answered from memory';
const NOT_HEARD = 'revocations are not heard from Redis; trying again';
const NOT_PUBLISHED = 'revocations cannot be handed to Redis; trying again';
const NOT_FORGOTTEN = 'expired revocations cannot be removed; trying again';

interface Applying {
  readonly rows: FeedFollowing;
  apply(revoked: Revoked, way?: Way): void;
}

async function followInTime(
  { feed, clock, random, onError }: KeepRevocationsDeps,
  stream: Stream,
  { rows, apply }: Applying,
): Promise<StreamFollowing> {
  let begun: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const following = followStream({
    stream,
    clock,
    random,
    apply: (line) => {
      const revoked = decodeRevoked(line);
      if (revoked !== undefined) apply(revoked, 'stream');
    },
    catchUp: () => catchUp(feed, rows),
    begun,
    onError: (error) => onError(NOT_HEARD, error),
  });
  await inTime(START_MS, first).catch((error: unknown) => onError(NOT_HEARD, error));
  const warnings = await stream.warnings().catch(() => []);
  for (const warning of warnings) onError(`Redis is not run safely: ${warning}`);
  return following;
}

async function catchUp(feed: KeepRevocationsDeps['feed'], rows: FeedFollowing): Promise<void> {
  await feed.catchUp();
  await rows.load();
}

/** How long a call waits for the database to tell what was revoked. */
const PATIENCE_MS = 1_000;

/** What is answered for a token when the mirror may not know everything. */
function otherwise(
  { store, feed, stream, onOutage }: KeepRevocationsDeps,
  rows: FeedFollowing,
  { mirror, word, maxStaleness }: Pick<RevocationsDeps, 'mirror' | 'word' | 'maxStaleness'>,
): RevocationsDeps['otherwise'] {
  const orUnknown = <T>(work: Promise<T>) =>
    inTime(PATIENCE_MS, work).catch((error: unknown) => {
      throw revocationsUnknown(error);
    });
  if (stream === undefined)
    // The database is the only word there is: it is asked at once instead of at the next poll.
    return async (token) => {
      await orUnknown(catchUp(feed, rows));
      if (word.age() > maxStaleness) throw revocationsUnknown();
      return mirror.covers(token);
    };
  if (onOutage === 'postgres') return (token) => orUnknown(store.covers(token));
  return () => {
    throw revocationsUnknown();
  };
}

interface Telling {
  readonly outbox: Outbox | undefined;
  apply(revoked: Revoked, way: Way): void;
}

async function tell({ outbox, apply }: Telling, revision: string, changes: readonly Change[]): Promise<void> {
  const revoked = revokedIn(changes);
  for (const each of revoked) apply(each, 'own');
  await outbox?.wrote(revision, revoked);
}
