// Reads a request's body into memory, up to a limit.
import type { HttpRequest } from '../door.js';

/** How much of a refused body is read and thrown away, in times the limit, so that its sender gets to read the answer. */
const DISCARDED = 16;

/** True when Content-Length says that the body is over the limit. */
export function announcesTooMuch(request: HttpRequest, maxBytes: number): boolean {
  return Number(request.headers['content-length']) > maxBytes;
}

/**
 * Calls `done` once with the whole body, or with undefined as soon as there is more than `maxBytes` of it.
 * A body that breaks off calls nothing: there is nobody left to answer.
 */
export function readBody(request: HttpRequest, maxBytes: number, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    discardBody(request, maxBytes);
    request.off('data', take).off('end', finish);
    done(undefined);
  };
  const finish = () => {
    // HTTP/2 ends the stream of a request that was reset, too.
    if (!request.aborted) done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  };
  request.on('data', take).on('end', finish);
}

/** Reads on without keeping anything, and hangs up on a sender who does not stop. */
export function discardBody(request: HttpRequest, maxBytes: number): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > DISCARDED * maxBytes) hangUp(request);
  });
}

function hangUp(request: HttpRequest): void {
  if ('stream' in request) request.stream.close();
  else request.destroy();
}
