// Loads under way, and what was applied while they were.
import type { RevisedChange } from '../load/store.js';

export interface Flight {
  readonly changes: RevisedChange[];
  /** Everything may have changed since it began. */
  everything: boolean;
}

export interface Flights {
  /** Runs `work` as a load that is told of what changes meanwhile. */
  fly(work: (flight: Flight) => Promise<void>): Promise<void>;
  changed(change: RevisedChange): void;
  everythingChanged(): void;
}

export function createFlights(): Flights {
  const flights = new Set<Flight>();
  return {
    async fly(work) {
      const flight: Flight = { changes: [], everything: false };
      flights.add(flight);
      try {
        await work(flight);
      } finally {
        flights.delete(flight);
      }
    },
    changed(change) {
      for (const flight of flights) flight.changes.push(change);
    },
    everythingChanged() {
      for (const flight of flights) flight.everything = true;
    },
  };
}
