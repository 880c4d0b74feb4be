// What the doors need to know of an HTTP request besides its body.
import type { HttpRequest, HttpResponse } from './door.js';

/** The path without the query. */
export function pathOf(request: HttpRequest): string {
  const url = request.url ?? '';
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** The client's address as far as this connection shows it. */
export function peerOf(request: HttpRequest): string {
  return request.socket?.remoteAddress ?? '';
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
