// Tells HTTP/2 from HTTP/1.1 on one port by the first bytes of a connection.
import type { Socket } from 'node:net';
import { PREFACE } from './http2/frames.js';

export type Protocol = 'http1' | 'http2';

/**
 * Calls `decided` as soon as the protocol is certain, with all bytes still to be read from the socket.
 * A socket that ends before, or takes longer than `timeoutMs`, is destroyed.
 */
export function sniff(socket: Socket, timeoutMs: number, decided: (protocol: Protocol) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const giveUp = () => socket.destroy();
  const timer = setTimeout(giveUp, timeoutMs);
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    seen = Buffer.concat([seen, chunk]);
    const protocol = protocolOf(seen);
    if (protocol === undefined) return;
    leave();
    socket.unshift(seen);
    decided(protocol);
  };
  const leave = () => {
    clearTimeout(timer);
    socket.off('readable', look).off('end', giveUp).off('close', leave);
  };
  socket.on('readable', look).on('end', giveUp).on('close', leave);
}

function protocolOf(seen: Buffer): Protocol | undefined {
  const length = Math.min(seen.length, PREFACE.length);
  if (seen.compare(PREFACE, 0, length, 0, length) !== 0) return 'http1';
  return length === PREFACE.length ? 'http2' : undefined;
}
