// What the doors need to know of an HTTP request besides its body.
import type { IncomingHttpHeaders } from 'node:http';
import type { HttpRequest, HttpResponse } from './door.js';
import { peerOfSession } from './http2/relay.js';

/** The path without the query. */
export function pathOf(request: HttpRequest): string {
  const url = request.url ?? '';
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** A header's value by lower-case name; of one given several times all values, as HTTP joins them. */
export function headerIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** How many Authorization headers there are: of several node shows the first alone. `rawHeaders` alternates names and values. */
export function countAuthorizations(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === AUTHORIZATION.length && rawHeaders[index]?.toLowerCase() === AUTHORIZATION)
      count++;
  return count;
}

const AUTHORIZATION = 'authorization';

/** The client's address as far as this connection shows it. */
export function peerOf(request: HttpRequest): string {
  const relayed = 'stream' in request ? peerOfSession(request.stream.session) : undefined;
  return relayed ?? request.socket?.remoteAddress ?? '';
}

/** gRPC or gRPC-Web, whatever the codec. */
export function isGrpc(request: HttpRequest): boolean {
  return request.headers['content-type']?.startsWith('application/grpc') ?? false;
}

export function isGrpcWeb(request: HttpRequest): boolean {
  return request.headers['content-type']?.startsWith('application/grpc-web') ?? false;
}

/** Cuts the exchange off without an answer, for when part of one has been sent. */
export function cutOff(response: HttpResponse): void {
  if ('stream' in response) response.stream?.destroy();
  else response.destroy();
}

/** The two kinds of response agree on this much of their overloads. */
export function end(response: { end(body: string | Uint8Array): unknown }, body: string | Uint8Array): void {
  response.end(body);
}
