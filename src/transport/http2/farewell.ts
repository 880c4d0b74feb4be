// How a connection ends: GOAWAY first (RFC 9113 §6.8), and the client hangs up in turn, or is hung up on.
import type { Socket } from 'node:net';
import { FAREWELL_MS, LINGER_MS } from '../limits.js';
import { frameOf, GOAWAY, uint32 } from './frames.js';
import type { Output } from './output.js';

export class Farewell {
  /** GOAWAY has been sent. */
  said = false;
  private ended = false;
  private readonly socket: Socket;
  private readonly output: Output;

  constructor(socket: Socket, output: Output) {
    this.socket = socket;
    this.output = output;
  }

  /** `last`: the highest stream that anything was made of; what the client sends on others it may send again elsewhere. */
  say(last: number, code: number): void {
    this.said = true;
    this.output.frames(frameOf({ type: GOAWAY }, Buffer.concat([uint32(last), uint32(code)])));
  }

  /** What has been said so far is sent, and read as slowly as the client does. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.output.send();
    this.socket.end();
    this.linger(FAREWELL_MS);
  }

  /** After a fault of the client's. */
  endNow(): void {
    this.end();
    this.linger(LINGER_MS);
  }

  private linger(milliseconds: number): void {
    if (this.socket.destroyed) return;
    const timer = setTimeout(() => this.socket.destroy(), milliseconds);
    this.socket.once('close', () => clearTimeout(timer));
  }
}
