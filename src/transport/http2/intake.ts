// Reads a connection's socket: not while much waits to be sent, nor for so long that other connections wait.
import type { Socket } from 'node:net';
import type { Output } from './output.js';

export interface IntakeDeps {
  readonly socket: Socket;
  readonly output: Output;
  /** Must not throw. */
  take(chunk: Buffer): void;
}

/** When so much waits to be sent, nothing is read. */
const MOST_WAITING = 256 * 1024;
/** What is read at once at most; when it is as much, there is more as a rule, and others have their turn before. */
const WHOLE_READ = 64 * 1024;

export class Intake {
  private readonly deps: IntakeDeps;
  // Why nothing is read.
  private clogged = false;
  private resting = false;
  private held = false;

  constructor(deps: IntakeDeps) {
    this.deps = deps;
    const { socket } = deps;
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('drain', () => {
      this.clogged = false;
      this.readOrNot();
    });
  }

  /** Nothing is to be read for now, or again. */
  hold(held: boolean): void {
    if (this.held === held) return;
    this.held = held;
    this.readOrNot();
  }

  private read(chunk: Buffer): void {
    this.deps.take(chunk);
    this.clogged = this.deps.output.waiting > MOST_WAITING;
    if (chunk.length >= WHOLE_READ) this.rest();
    if (this.clogged || this.resting) this.readOrNot();
  }

  private rest(): void {
    this.resting = true;
    setImmediate(() => {
      this.resting = false;
      this.readOrNot();
    });
  }

  private readOrNot(): void {
    const { socket } = this.deps;
    if (this.clogged || this.resting || this.held) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }
}
