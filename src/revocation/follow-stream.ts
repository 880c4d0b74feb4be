// Follows the stream: applies what it carries, and knows when it cannot be relied on for having carried everything.
import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, stopwatch } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { compareIds, type Stream, type StreamEnd } from './stream.js';

export interface FollowStreamDeps {
  readonly stream: Stream;
  readonly clock: Clock;
  readonly random: Random;
  apply(line: string): void;
  /** Settles when everything is known that was committed before the call. */
  catchUp(): Promise<void>;
  /** Told whenever it goes on from a known point: what it does not carry is known. */
  begun(): void;
  /** Told once each time that the stream is lost. */
  onError(error: unknown): void;
}

export interface StreamFollowing {
  /** Milliseconds since the server was asked for the newest and answered; infinite before the first answer. */
  age(): number;
  /** Lines that the stream has and this replica has not read, when last looked; undefined when the server does not count. */
  lag(): number | undefined;
  /** How often it had to begin anew, the first time included. */
  resyncs(): number;
  stop(): void;
}

const RETRY_MS = 50;
/** Not heard for so long, and the next answer is not simply gone on from. */
const LONGEST_GAP_MS = 60_000;

interface At {
  readonly epoch: string;
  readonly connection: number;
  position: string;
  /** Lines ever added that were read, or added before we began. */
  read: number;
}

export function followStream(deps: FollowStreamDeps): StreamFollowing {
  const { stream, clock, apply } = deps;
  let at: At | undefined;
  let age = () => Number.POSITIVE_INFINITY;
  let lag: number | undefined;
  let resyncs = 0;
  // Until it was found for the first time there is nothing to lose.
  let lost = true;

  /** From its end: what came before is in the database, which is read after it was looked where the end is. */
  async function begin(): Promise<void> {
    const connection = stream.connections();
    const sinceAsked = stopwatch(clock);
    const { epoch, end } = await stream.end();
    const begun = epoch ?? (await stream.begin(deps.random.uuid()));
    await deps.catchUp();
    at = { epoch: begun, connection, position: end.id, read: end.added ?? 0 };
    age = sinceAsked;
    resyncs += 1;
    deps.begun();
  }

  async function goOn(from: At): Promise<void> {
    const sinceAsked = stopwatch(clock);
    const { epoch, end, lines, position } = await stream.look(from.position);
    for (const line of lines) apply(line);
    if (epoch !== from.epoch || stream.connections() !== from.connection || !goesOn(from.position, end)) {
      at = undefined;
      return;
    }
    from.position = position;
    from.read += lines.length;
    lag = end.added === undefined ? undefined : Math.max(0, end.added - from.read);
    // As of the question: what came after it may not be in the answer.
    age = sinceAsked;
  }

  async function round(): Promise<void> {
    if (at !== undefined && age() > LONGEST_GAP_MS) at = undefined;
    await (at === undefined ? begin() : goOn(at));
    lost = false;
  }

  const running = keepRunning(round, (error) => {
    at = undefined;
    if (!lost) deps.onError(error);
    lost = true;
  });
  return {
    age: () => age(),
    lag: () => lag,
    resyncs: () => resyncs,
    stop: () => {
      running.stop();
      stream.close();
    },
  };
}

/** One round after the other until it is stopped; after one that failed there is a pause. */
function keepRunning(round: () => Promise<void>, failed: (error: unknown) => void): { stop(): void } {
  let stopped = false;
  async function run(): Promise<void> {
    while (!stopped)
      await round().catch(async (error: unknown) => {
        if (!stopped) failed(error);
        await pause(RETRY_MS, undefined, { ref: false });
      });
  }
  void run();
  return {
    stop: () => {
      stopped = true;
    },
  };
}

/** False when the stream ends before where we are, as that of another server may, or has dropped what we have not read. */
function goesOn(position: string, end: StreamEnd): boolean {
  return compareIds(end.id, position) >= 0 && compareIds(end.dropped, position) <= 0;
}
