// What revocation does off the way of calls: sweeping the mirror, looking at the gate, forgetting rows that have expired.
import type { Gate } from './gate.js';
import { type Mirror, PARTS } from './mirror.js';
import { repeat } from './repeat.js';
import type { RevocationStore } from './store.js';

export interface ChoresDeps {
  readonly store: Pick<RevocationStore, 'forgetExpired'>;
  readonly mirror: Pick<Mirror, 'sweep'>;
  readonly gate: Pick<Gate, 'look'>;
  /** Told of what failed and will be tried again. */
  onError(error: unknown): void;
}

const LOOK_EVERY_MS = 250;
/** Of the mirror's parts: all within four seconds. */
const SWEEPS_A_LOOK = PARTS / 16;
const FORGET_EVERY_MS = 60_000;
const FORGET_ROWS = 10_000;

/** For as long as the service runs; answers how to stop. */
export function startChores({ store, mirror, gate, onError }: ChoresDeps): () => Promise<void> {
  let stopped = false;
  const look = setInterval(() => {
    gate.look();
    for (let i = 0; i < SWEEPS_A_LOOK; i += 1) mirror.sweep();
  }, LOOK_EVERY_MS).unref();

  async function forget(): Promise<void> {
    while (!stopped && (await store.forgetExpired(FORGET_ROWS)) > 0);
  }

  const forgetting = repeat(FORGET_EVERY_MS, forget, (error) => {
    if (error !== undefined) onError(error);
  });
  return async () => {
    stopped = true;
    clearInterval(look);
    await forgetting.stop();
  };
}
