// Those who wait for a revision, each for so long and no longer.
import { FrontierError } from '../../kernel/errors.js';

export interface RevisionWaiters {
  /** Settles once `revision` or a later one was reached; rejects with deadline_exceeded after `waitMs`. */
  wait(revision: number, waitMs: number): Promise<void>;
  reached(revision: number): void;
}

export function createRevisionWaiters(): RevisionWaiters {
  const waiting = new Set<{ readonly revision: number; settle(error?: FrontierError): void }>();

  return {
    wait: (revision, waitMs) =>
      new Promise((resolve, reject) => {
        const waiter = { revision, settle };
        const timer = setTimeout(() => settle(notReached()), waitMs);
        function settle(error?: FrontierError): void {
          clearTimeout(timer);
          waiting.delete(waiter);
          if (error === undefined) resolve();
          else reject(error);
        }
        waiting.add(waiter);
      }),
    reached(revision) {
      for (const waiter of waiting) if (waiter.revision <= revision) waiter.settle();
    },
  };
}

function notReached(): FrontierError {
  return new FrontierError('deadline_exceeded', 'REVISION_NOT_REACHED', 'at_least_revision was not reached in time');
}
