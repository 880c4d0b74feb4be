// Reads a connection's socket: not while much waits to be sent, nor for so long that other connections wait.
import type { Socket } from 'node:net';
import type { Output } from './output.js';

export interface IntakeDeps {
  readonly socket: Socket;
  readonly output: Output;
  /** Must not throw. */
  take(chunk: Buffer): void;
  /** There is room again for what waits to be sent. */
  drained(): void;
}

/** What is read at once at most; when it is as much, there is more as a rule, and others have their turn before. */
const WHOLE_READ = 64 * 1024;

/** From now on what comes is handed to `take`. */
export function takeIn({ socket, output, take, drained }: IntakeDeps): void {
  // Why nothing is read.
  let clogged = false;
  let resting = false;
  const readOrNot = () => {
    if (clogged || resting) socket.pause();
    else if (socket.isPaused()) socket.resume();
  };
  const rest = () => {
    resting = true;
    setImmediate(() => {
      resting = false;
      readOrNot();
    });
  };
  socket.on('data', (chunk: Buffer) => {
    take(chunk);
    clogged = output.isFull;
    if (chunk.length >= WHOLE_READ) rest();
    if (clogged || resting) readOrNot();
  });
  socket.on('drain', () => {
    clogged = false;
    drained();
    readOrNot();
  });
}
