// For a process that only writes, as a command does: what it ends is in the stream before it says so.
import { setTimeout as pause } from 'node:timers/promises';
import { afterWrite, type Database } from '../storage/index.js';
import { inTime } from './in-time.js';
import { startOutbox } from './outbox.js';
import { revokedIn } from './revoked-in.js';
import type { RevocationStore } from './store.js';
import type { Stream } from './stream.js';

export interface PublishWritesDeps {
  readonly db: Database;
  readonly store: RevocationStore;
  readonly stream: Stream;
}

/** How long is waited for the server, without which replicas find the rows themselves, within a second. */
const CONNECT_MS = 1_000;
const RETRY_MS = 10;

/** From now on; answers how to stop. */
export async function publishWrites({ db, store, stream }: PublishWritesDeps): Promise<() => Promise<void>> {
  await inTime(CONNECT_MS, connected(stream)).catch(() => undefined);
  const outbox = startOutbox({ store, stream, onError: () => undefined });
  afterWrite(db, (revision, changes) => outbox.wrote(revision, revokedIn(changes)));
  return async () => {
    await outbox.stop();
    stream.close();
  };
}

async function connected(stream: Stream): Promise<void> {
  for (let left = CONNECT_MS; left > 0; left -= RETRY_MS) {
    const answered = await stream.end().then(
      () => true,
      () => false,
    );
    if (answered) return;
    await pause(RETRY_MS);
  }
}
