// What the server asks of a door: which requests are its own, and to answer them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request of HTTP/1.1 or HTTP/2. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;
export type HttpResponse = ServerResponse | Http2ServerResponse;

export interface Door {
  /** Paths to which this door answers POST, unless gRPC is spoken: found at once where no door before it does. */
  readonly own?: ReadonlySet<string>;
  /** True when this door answers the request, be it with an error; must not throw. */
  handles(request: HttpRequest): boolean;
  /** Answers the request; must neither throw nor reject. */
  serve(request: HttpRequest, response: HttpResponse): void;
}
