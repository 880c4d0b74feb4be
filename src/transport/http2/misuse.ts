// What only a client that means harm does often: streams that it opens and resets, opens beyond the limit, or gets wrong.
import { constants } from 'node:http2';
import type { Clock } from '../../kernel/clock.js';
import { ConnectionError } from './frames.js';

/** At once, and afterwards each second; a client that gives up calls that take too long stays far below. */
const MOST = 1000;
const EACH_SECOND = 33;

export class Misuse {
  private readonly clock: Clock;
  private left = MOST;
  private counted: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.counted = clock.monotonic();
  }

  /** Counts one; throws ENHANCE_YOUR_CALM when it is one too many. */
  note(): void {
    const now = this.clock.monotonic();
    this.left = Math.min(MOST, this.left + ((now - this.counted) * EACH_SECOND) / 1000) - 1;
    this.counted = now;
    if (this.left < 0) throw new ConnectionError(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}
