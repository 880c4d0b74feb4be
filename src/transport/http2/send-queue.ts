// What waits for room in a connection, in its order. A client that leaves it waiting for too long is given up.
import type { InLine } from '../../kernel/line.js';
import { MAX_FRAME_BYTES } from './frames.js';
import type { Patience, WaitingCall } from './patience.js';

/** Sends what it can; false: there is more for it to do. */
export type Send = () => boolean;

export class SendQueue implements WaitingCall {
  since: number | undefined;
  previous: InLine | undefined;
  next: InLine | undefined;
  private readonly patience: Patience;
  private readonly giveUp: () => void;
  private readonly waiting: Send[] = [];
  /** Bytes that were taken since the wait for the client began. */
  private taken = 0;

  constructor(patience: Patience, giveUp: () => void) {
    this.patience = patience;
    this.giveUp = giveUp;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Now, if nothing is before it. */
  add(send: Send): void {
    if (this.isEmpty && send()) return;
    this.waiting.push(send);
    if (this.since === undefined) this.wait();
  }

  /** There may be room again. */
  run(): void {
    while (this.waiting[0]?.()) this.waiting.shift();
    if (this.isEmpty) this.patience.delete(this);
  }

  /** The client has taken so many bytes; it is to take a frame at least in its time. */
  took(bytes: number): void {
    this.taken += bytes;
    if (this.since !== undefined && this.taken >= MAX_FRAME_BYTES) this.wait();
  }

  /** Nobody waits any more. */
  end(): void {
    this.patience.delete(this);
  }

  cancel(): void {
    this.giveUp();
  }

  private wait(): void {
    this.taken = 0;
    this.patience.delete(this);
    this.patience.add(this);
  }
}
