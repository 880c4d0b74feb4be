// Errors as Connect's library wants them; it writes them in the words of each of its protocols.
import { type Code, ConnectError } from '@connectrpc/connect';
import { detailType, toStatus } from '../errors.js';

/** The same code, message and details; the challenge only where the client sees HTTP. */
export function toConnectError(error: unknown, protocol: string): ConnectError {
  const { grpcCode, message, details, challenge, retryAfter } = toStatus(error);
  const headers = new Headers();
  if (protocol === 'connect' && challenge !== undefined) headers.set('www-authenticate', challenge);
  // Over gRPC among the trailers.
  if (retryAfter !== undefined) headers.set('retry-after', String(Math.ceil(retryAfter)));
  // Connect's codes are gRPC's numbers.
  const code: Code = grpcCode;
  return new ConnectError(
    message,
    code,
    headers,
    details.map((value) => ({ desc: detailType(value), value })),
  );
}
