// What the pipeline may ask and tell of a REST call, each looked up only when asked.
import type { CallMeta } from '../../kernel/rpc.js';
import type { HttpRequest, HttpResponse } from '../door.js';
import { parseTimeout } from '../grpc-timeout.js';
import { headerIn, peerOf } from '../http.js';

/** A class, so that what it can do is not made anew for each call. Throws invalid_argument for a malformed Grpc-Timeout. */
export class RestMeta implements CallMeta {
  readonly protocol = 'rest';
  readonly timeoutMs: number | undefined;
  private readonly request: HttpRequest;
  private readonly response: HttpResponse;
  /** Over HTTP/2, where it is not to be had any more when the call is over. */
  private readonly peerOfStream: string | undefined;
  private departure: AbortSignal | undefined;
  /** What was replied and is not with the response yet: set there one by one, each costs as much as all together. */
  private replies: Record<string, string> = {};

  constructor(request: HttpRequest, response: HttpResponse) {
    this.request = request;
    this.response = response;
    this.peerOfStream = 'stream' in request ? peerOf(request) : undefined;
    this.timeoutMs = parseTimeout(this.header('grpc-timeout'));
  }

  header(name: string): string | undefined {
    return headerOf(this.request, name);
  }

  reply(name: string, value: string): void {
    this.replies[name] = value;
  }

  /** Hands over the headers that were replied so far, for who sends them with those of its own. */
  takeReplies(): Record<string, string> {
    const taken = this.replies;
    this.replies = {};
    return taken;
  }

  get peer(): string {
    return this.peerOfStream ?? peerOf(this.request);
  }

  get signal(): AbortSignal {
    this.departure ??= signalOfDeparture(this.response);
    return this.departure;
  }
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
