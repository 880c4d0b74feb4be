// Looks after the keys for as long as the service runs: rotates on schedule, retires what has had its time.
import type { Clock } from '../kernel/clock.js';
import type { LiveKeyring } from './keyring.js';
import { isDue, type RotationTerms } from './rotation.js';

export interface KeepKeysDeps {
  readonly keyring: LiveKeyring;
  readonly terms: RotationTerms;
  readonly clock: Clock;
  /** Has the store do what the schedule asks for; false when there was nothing to do. Other replicas may be at it, too. */
  turn(): Promise<boolean>;
  /** Told of what failed and will be tried again. */
  onError(error: unknown): void;
}

export interface KeepingKeys {
  /** Ends with what is under way. */
  stop(): Promise<void>;
}

/** Looks at memory only; no timer for the time itself, as that may jump, and the machine may sleep. */
const EVERY_MS = 1_000;
/** After what came to nothing. */
const PATIENCE_MS = 10_000;

export function keepKeys(deps: KeepKeysDeps): KeepingKeys {
  const { clock } = deps;
  let running: Promise<void> | undefined;
  let quietUntil = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const done = await lookAfter(deps);
    if (!done) quietUntil = clock.monotonic() + PATIENCE_MS;
  }

  const timer = setInterval(() => {
    if (running !== undefined || clock.monotonic() < quietUntil) return;
    running = look().finally(() => {
      running = undefined;
    });
  }, EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** False when something was to be done and was not. */
async function lookAfter({ keyring, terms, clock, turn, onError }: KeepKeysDeps): Promise<boolean> {
  try {
    if (keyring.isStale()) await keyring.refresh();
    if (!isDue(keyring.stored(), terms, clock.now())) return true;
    const turned = await turn();
    await keyring.refresh();
    return turned;
  } catch (error) {
    onError(error);
    return false;
  }
}
