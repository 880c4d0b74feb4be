// What only a client that means harm does often: streams that it opens and resets, opens beyond the limit, or gets wrong.
import { constants } from 'node:http2';
import type { Clock } from '../../kernel/clock.js';
import { ConnectionError } from './frames.js';

/** At once, and what comes back each second and with each call that is answered: who means no harm gives up some of many. */
const MOST = 1000;
const EACH_SECOND = 33;
const EACH_ANSWER = 0.5;

export class Misuse {
  private readonly clock: Clock;
  private left = MOST;
  private counted: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.counted = clock.monotonic();
  }

  /** A call was answered in full. */
  answered(): void {
    if (this.left < MOST) this.left += EACH_ANSWER;
  }

  /** Counts one, or what counts as `cost`; throws ENHANCE_YOUR_CALM when it is too many. */
  note(cost = 1): void {
    const now = this.clock.monotonic();
    this.left = Math.min(MOST, this.left + ((now - this.counted) * EACH_SECOND) / 1000) - cost;
    this.counted = now;
    if (this.left < 0) throw new ConnectionError(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}
