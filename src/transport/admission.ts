// What this process takes on at once: calls under way and bytes of requests that are still coming in, over all doors.
import { FrontierError } from '../kernel/errors.js';

export interface AdmissionLimits {
  readonly maxCalls: number;
  readonly maxBytesInFlight: number;
}

/** Counted by the servers, asked by whoever begins something; nobody waits here. */
export interface Admission {
  /** A call begins; it is counted even where it is refused, until `left`. */
  entered(): void;
  left(): void;
  /** True when there are more calls than there may be. */
  isFull(): boolean;
  /** False, and nothing is taken, when there is no room for so many more bytes; else they are to be given back. */
  takeBytes(count: number): boolean;
  giveBytes(count: number): void;
}

export function createAdmission({ maxCalls, maxBytesInFlight }: AdmissionLimits): Admission {
  let calls = 0;
  let bytes = 0;
  return {
    entered: () => {
      calls++;
    },
    left: () => {
      calls--;
    },
    isFull: () => calls > maxCalls,
    takeBytes: (count) => {
      if (bytes + count > maxBytesInFlight) return false;
      bytes += count;
      return true;
    },
    giveBytes: (count) => {
      bytes -= count;
    },
  };
}

/** Seconds: what is under way is over by then as a rule. */
const RETRY_AFTER = 1;

export function tooManyCalls(): FrontierError {
  return exhausted('TOO_MANY_CALLS', 'more calls are under way than this replica takes on; try again');
}

export function tooManyBytes(): FrontierError {
  return exhausted('TOO_MANY_BYTES', 'more is being sent than this replica takes at once; try again');
}

function exhausted(reason: string, text: string): FrontierError {
  return new FrontierError('resource_exhausted', reason, text, { retryAfter: RETRY_AFTER });
}
