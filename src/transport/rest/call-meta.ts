// What the pipeline may ask and tell of a REST call, each looked up only when asked.
import type { CallMeta } from '../../kernel/rpc.js';
import type { HttpRequest, HttpResponse } from '../door.js';
import { parseTimeout } from '../grpc-timeout.js';
import { headerIn, peerOf } from '../http.js';

/** Throws invalid_argument for a malformed Grpc-Timeout. */
export function restMeta(request: HttpRequest, response: HttpResponse): CallMeta {
  let signal: AbortSignal | undefined;
  const header = (name: string) => headerOf(request, name);
  return {
    header,
    reply: (name, value) => {
      if (!response.headersSent) response.setHeader(name, value);
    },
    get peer() {
      return peerOf(request);
    },
    protocol: 'rest',
    timeoutMs: parseTimeout(header('grpc-timeout')),
    get signal() {
      signal ??= signalOfDeparture(response);
      return signal;
    },
  };
}

/** A header's value by lower-case name. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  return headerIn(request.headers, name);
}

function signalOfDeparture(response: HttpResponse): AbortSignal {
  if (isGone(response)) return AbortSignal.abort();
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) controller.abort();
  });
  return controller.signal;
}

function isGone(response: HttpResponse): boolean {
  return 'stream' in response ? (response.stream?.destroyed ?? true) : response.destroyed;
}
