// Tells how long each load of the maps takes.
import type { Clock } from '../../kernel/clock.js';
import type { DecisionStore } from './store.js';

export interface LoadTimer {
  readonly clock: Clock;
  /** Told of every load, failed ones too. */
  loaded(milliseconds: number): void;
}

export function timedStore(store: DecisionStore, { clock, loaded }: LoadTimer): DecisionStore {
  return {
    ...store,
    load: (wanted, since) => {
      const started = clock.monotonic();
      return store.load(wanted, since).finally(() => loaded(clock.monotonic() - started));
    },
  };
}
