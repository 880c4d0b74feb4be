// How long, and how often, tokens could not be told from revoked ones.
import type { Clock } from '../kernel/clock.js';
import type { Word } from './revocations.js';

export interface Gate {
  isOpen(): boolean;
  /** How often it closed. */
  periods(): number;
  /** How long it was closed, all periods together, the present one included; milliseconds. */
  closedFor(): number;
  /** Looks; to be called every so often. */
  look(): void;
}

export interface GateDeps {
  readonly word: Word;
  readonly maxStaleness: number;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Told when it closes and when it opens again. */
  changed(open: boolean): void;
}

export function createGate({ word, maxStaleness, clock, changed }: GateDeps): Gate {
  let since: number | undefined;
  let periods = 0;
  let over = 0;
  const isOpen = () => word.age() <= maxStaleness;

  function look(): void {
    const open = isOpen();
    if (open === (since === undefined)) return;
    if (since === undefined) {
      since = clock.monotonic();
      periods += 1;
    } else {
      over += clock.monotonic() - since;
      since = undefined;
    }
    changed(open);
  }

  return {
    isOpen,
    periods: () => periods,
    closedFor: () => over + (since === undefined ? 0 : clock.monotonic() - since),
    look,
  };
}
