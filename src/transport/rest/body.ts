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
  (request as UploadRequest)[UPLOAD] = { maxBytes, done, chunks: [], size: 0 };
  request.on('data', take).on('end', finish);
}

interface Upload {
  readonly maxBytes: number;
  readonly done: (body: Buffer | undefined) => void;
  readonly chunks: Buffer[];
  size: number;
}

const UPLOAD = Symbol('upload');

type UploadRequest = HttpRequest & { [UPLOAD]: Upload };

// Shared by all requests.
function take(this: HttpRequest, chunk: Buffer): void {
  const upload = (this as UploadRequest)[UPLOAD];
  upload.size += chunk.length;
  if (upload.size <= upload.maxBytes) {
    upload.chunks.push(chunk);
    return;
  }
  discardBody(this, upload.maxBytes);
  this.off('data', take).off('end', finish);
  upload.done(undefined);
}

function finish(this: HttpRequest): void {
  const { chunks, done } = (this as UploadRequest)[UPLOAD];
  // HTTP/2 ends the stream of a request that was reset, too.
  if (!this.aborted) done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
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
