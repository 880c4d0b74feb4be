// Counts the bytes of a request that is still coming in, for as long as it is, and refuses it when there is no room for them.
import { constants } from 'node:http2';
import { type Admission, tooManyBytes } from './admission.js';
import type { HttpRequest } from './door.js';
import { type Exchange, refuse } from './refuse.js';

/** Less is not counted: what a connection's window holds is bounded by the number of calls. */
const UNCOUNTED_BYTES = 16 * 1024;

/** From now on the bytes of the body count; without room for them the request is answered, and the rest of it is read by nobody. */
export function countUpload(admission: Admission, exchange: Exchange): void {
  const { request, response } = exchange;
  if (Number(request.headers['content-length']) <= UNCOUNTED_BYTES || isWhole(request)) return;
  let held = 0;
  let refused = false;
  // Nobody may listen for data before the door does, so what is pushed is counted.
  const push = request.push;
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    // Not even its end: what came of it must not pass for the whole.
    if (refused) return true;
    if (!(chunk instanceof Uint8Array)) return push.call(request, chunk, encoding);
    if (!admission.takeBytes(chunk.length)) {
      refused = true;
      refuseUpload(exchange);
      return true;
    }
    held += chunk.length;
    return push.call(request, chunk, encoding);
  };
  const giveBack = () => {
    admission.giveBytes(held);
    held = 0;
  };
  request.once('end', giveBack);
  response.once('close', giveBack);
}

function isWhole(request: HttpRequest): boolean {
  if ('stream' in request) return request.stream.endAfterHeaders;
  return request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined;
}

function refuseUpload(exchange: Exchange): void {
  const { request } = exchange;
  const http1 = !('stream' in request);
  refuse(exchange, tooManyBytes(), http1 ? { headers: { connection: 'close' } } : {});
  // RFC 9113 §8.1: once it has the answer, the client is told that the rest need not be sent.
  if (!http1) request.stream.close(constants.NGHTTP2_NO_ERROR);
}
