// The HTTP/1.1 server behind the port; it does not listen itself, it is given its sockets.
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Admission } from './admission.js';
import type { Dispatch } from './dispatch.js';
import { HEADERS_TIMEOUT_MS, IDLE_TIMEOUT_MS, MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS } from './limits.js';

/** One protocol's half of the port. */
export interface HttpServer {
  accept(socket: Socket): void;
  /** Ends idle connections now, and the others with their last answer. */
  drain(): void;
}

const LIMITS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: IDLE_TIMEOUT_MS,
  connectionsCheckingInterval: 1000,
};

export interface Http1ServerDeps {
  readonly dispatch: Dispatch;
  readonly admission: Admission;
  readonly isOld: (socket: Socket) => boolean;
}

export function http1Server({ dispatch, admission, isOld }: Http1ServerDeps): HttpServer {
  const running = new Set<ServerResponse>();
  let draining = false;
  // Shared by all responses.
  function closed(this: ServerResponse): void {
    running.delete(this);
    admission.left();
    // Its headers may have been sent before the draining began.
    if (draining) setImmediate(() => server.closeIdleConnections());
  }
  const server = createServer(LIMITS, (request, response) => {
    running.add(response);
    admission.entered();
    response.shouldKeepAlive &&= !draining && !isOld(request.socket);
    response.on('close', closed);
    dispatch(request, response);
  });
  // Dropping headers beyond a count would hide a second Authorization; the dispatcher counts instead.
  server.maxHeadersCount = 0;
  // A server that never listened checks neither timeouts nor idle connections.
  server.emit('listening');
  return {
    accept: (socket) => server.emit('connection', socket),
    drain: () => {
      draining = true;
      for (const response of running) response.shouldKeepAlive = false;
      server.close();
    },
  };
}
