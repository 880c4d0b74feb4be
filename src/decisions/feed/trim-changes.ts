// Keeps the change feed short: removes what every follower has long seen, every minute, beside the calls.

/** How much of the feed stays; the newest revision always does. */
export interface Kept {
  readonly milliseconds: number;
  readonly rows: number;
}

/** Removes old changes. */
export interface ChangeTrimmer {
  /** The newest revision that need not be kept; 0 when there is none. */
  dispensable(kept: Kept): Promise<number>;
  /**
   * Removes some of the revisions up to `revision`, oldest first, each whole: about `rows` of their changes. Answers how many;
   * 0 when none is left, or when another replica is at it.
   */
  trim(revision: number, rows: number): Promise<number>;
}

export interface TrimmingDeps {
  readonly trimmer: ChangeTrimmer;
  /** Told of a run that failed; the next one is not affected. */
  onError(error: unknown): void;
}

export interface Trimming {
  /** Ends with the batch under way. */
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
const KEPT: Kept = { milliseconds: 15 * 60_000, rows: 1_000_000 };
/** Few enough that nobody notices. */
const BATCH_ROWS = 10_000;

/** For as long as the service runs; begins a minute from now. */
export function keepTrimmed({ trimmer, onError }: TrimmingDeps): Trimming {
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => trimChanges(trimmer, { goOn: () => !stopped })).catch(onError);
  }, EVERY_MS).unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

export interface TrimOptions {
  /** Asked before each batch. */
  goOn(): boolean;
  /** 15 minutes, and a million rows, unless told otherwise. */
  readonly kept?: Kept;
  readonly batchRows?: number;
}

/** Removes all that need not be kept, batch by batch; answers how many changes. */
export async function trimChanges(
  trimmer: ChangeTrimmer,
  { goOn, kept = KEPT, batchRows = BATCH_ROWS }: TrimOptions,
): Promise<number> {
  const revision = await trimmer.dispensable(kept);
  let removed = 0;
  while (revision > 0 && goOn()) {
    const batch = await trimmer.trim(revision, batchRows);
    if (batch === 0) break;
    removed += batch;
  }
  return removed;
}
