// Hands what was committed on to the stream: at once by whoever wrote it, later by anyone when that failed.
import { encodeRevoked, type Revoked } from '../storage/index.js';
import { repeat } from './repeat.js';
import type { Outgoing, RevocationStore } from './store.js';
import type { Stream } from './stream.js';

export interface OutboxDeps {
  readonly store: Pick<RevocationStore, 'unpublished' | 'published'>;
  readonly stream: Pick<Stream, 'add'>;
  /** Told of what failed and will be tried again, once until it succeeds. */
  onError(error: unknown): void;
}

export interface Outbox {
  /** Resolves when the stream has them, or has not taken them in its time. Never rejects. */
  wrote(revision: string, revoked: readonly Revoked[]): Promise<void>;
  stop(): Promise<void>;
}

/** How long whoever wrote may take before others publish for it. */
const OVERDUE_MS = 500;
const SWEEP_EVERY_MS = 500;
const MARK_EVERY_MS = 100;
const ROWS = 1_000;

export function startOutbox({ store, stream, onError }: OutboxDeps): Outbox {
  let sent: Outgoing[] = [];
  let stopped = false;
  let failing = false;

  async function publish(rows: readonly Outgoing[]): Promise<void> {
    await stream.add(rows.map(encodeRevoked));
    sent.push(...rows);
  }

  async function mark(): Promise<void> {
    const rows = sent;
    if (rows.length === 0) return;
    sent = [];
    await store.published(rows).catch((error: unknown) => {
      sent.unshift(...rows);
      throw error;
    });
  }

  /** What nobody has handed on: its writer died, or did not reach the server. */
  async function sweep(): Promise<void> {
    let rows = await store.unpublished(ROWS, OVERDUE_MS);
    while (rows.length > 0 && !stopped) {
      await publish(rows);
      await mark();
      rows = rows.length < ROWS ? [] : await store.unpublished(ROWS, OVERDUE_MS);
    }
  }

  function done(error: unknown): void {
    if (error !== undefined && !failing) onError(error);
    failing = error !== undefined;
  }

  const chores = [repeat(MARK_EVERY_MS, mark, done), repeat(SWEEP_EVERY_MS, sweep, done)];
  return {
    wrote: async (revision, revoked) => {
      if (revoked.length > 0)
        await publish(revoked.map((each) => ({ ...each, revision }))).then(() => done(undefined), done);
    },
    stop: async () => {
      stopped = true;
      for (const chore of chores) await chore.stop();
      await mark().catch(done);
    },
  };
}
