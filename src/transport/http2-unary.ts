// The gRPC unary lane on the streams of node:http2.
import {
  constants,
  type Http2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { FrontierError } from '../kernel/errors.js';
import { createLine, type InLine } from '../kernel/line.js';
import { type Admission, tooManyBytes } from './admission.js';
import { parseTimeout } from './grpc-timeout.js';
import {
  type GrpcUnary,
  isWholeMessage,
  refuseUnary,
  UnaryBody,
  type UnaryExchange,
  type UnaryMethod,
} from './grpc-unary.js';
import { countAuthorizations, headerIn } from './http.js';
import { MAX_HEADER_COUNT, REQUEST_TIMEOUT_MS } from './limits.js';

/** Takes a new stream if it is for the lane; false: it has not been touched. `rawHeaders` alternates names and values. */
export type TakeStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
) => boolean;

export function http2Unary(lane: GrpcUnary, admission: Admission): TakeStream {
  const uploads = createUploads();
  return (stream, headers, rawHeaders) => {
    if (headers[':method'] !== 'POST' || isOdd(rawHeaders)) return false;
    const method = lane.methodFor(headers[':path'] ?? '', headers['content-type'], headerIn(headers, 'grpc-encoding'));
    if (method === undefined) return false;
    const peer = peerOf(stream.session);
    const call = new Http2Unary({ lane, uploads, admission, method, stream, headers, peer });
    (stream as LaneStream)[CALL] = call;
    // Without a listener an error on a connection that broke would end the process.
    stream.on('error', ignore).on('data', onData).on('end', onEnd);
    uploads.add(call);
    return true;
  };
}

/** What dispatch refuses: too many headers, or more than one Authorization. */
function isOdd(rawHeaders: readonly string[]): boolean {
  return rawHeaders.length > 2 * MAX_HEADER_COUNT || countAuthorizations(rawHeaders) > 1;
}

/** To be told of every stream that is closed, be it the lane's or not: a listener for each would cost each call one more. */
export function laneStreamClosed(stream: ServerHttp2Stream): void {
  const lane = stream as Partial<LaneStream>;
  lane[CALL]?.closed();
  // node may keep a stream long after: what was read and said on it need not stay with it.
  if (lane[CALL] !== undefined) lane[CALL] = undefined;
}

const CALL = Symbol('call');

interface LaneStream extends ServerHttp2Stream {
  [CALL]: Http2Unary | undefined;
}

// Shared by all streams: a closure for each would be made for each call.
function onData(this: ServerHttp2Stream, bytes: Buffer): void {
  (this as LaneStream)[CALL]?.received(bytes);
}
function onEnd(this: ServerHttp2Stream): void {
  (this as LaneStream)[CALL]?.ended();
}
function sendOk(this: ServerHttp2Stream): void {
  if (!this.destroyed) this.sendTrailers(OK);
}
function ignore(): void {}

const OK = { 'grpc-status': '0' };
// gRPC knows no Date.
const WITH_TRAILERS = { waitForTrailers: true, sendDate: false };
const TRAILERS_ONLY = { endStream: true, sendDate: false };
const PLAIN = { ':status': 200, 'content-type': 'application/grpc+proto' };

interface Opened {
  readonly lane: GrpcUnary;
  readonly uploads: Uploads;
  readonly method: UnaryMethod;
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly admission: Admission;
  readonly peer: string;
}

/** One call; a class, so that what it can do is not made anew for each. */
class Http2Unary implements UnaryExchange, InLine {
  readonly protocol = 'grpc';
  // Among the calls whose requests are not complete: the turn since when; undefined: not among them any more.
  since: number | undefined;
  previous: InLine | undefined;
  next: InLine | undefined;
  private readonly opened: Opened;
  /** What has come of the message; a first frame that may be all of it needs no more. */
  private body: UnaryBody | Buffer | undefined;
  private replies: Record<string, string> | undefined;
  private answered = false;
  /** Bytes of the body that count as in flight. */
  private held = 0;
  private controller: AbortController | undefined;

  constructor(opened: Opened) {
    this.opened = opened;
  }

  get peer(): string {
    return this.opened.peer;
  }

  header(name: string): string | undefined {
    return headerIn(this.opened.headers, name);
  }

  reply(name: string, value: string): void {
    this.replies ??= {};
    this.replies[name] = value;
  }

  /** Throws invalid_argument when it is malformed. */
  get timeoutMs(): number | undefined {
    return parseTimeout(this.header('grpc-timeout'));
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.opened.stream.destroyed && !this.answered) this.controller.abort();
    return this.controller.signal;
  }

  received(bytes: Buffer): void {
    if (this.answered) return;
    if (this.body === undefined && isWholeMessage(bytes)) {
      this.body = bytes;
      return;
    }
    const fault = this.hold(bytes.length) ?? this.collect(bytes);
    if (fault === undefined) return;
    refuseUnary(this, fault);
    // The rest of it need not be sent.
    this.opened.stream.close(constants.NGHTTP2_NO_ERROR);
  }

  private collect(bytes: Buffer): FrontierError | undefined {
    const { body } = this;
    if (body instanceof UnaryBody) return body.push(bytes);
    const begun = new UnaryBody();
    this.body = begun;
    return (body && begun.push(body)) ?? begun.push(bytes);
  }

  ended(): void {
    const { lane, method, uploads } = this.opened;
    uploads.delete(this);
    this.release();
    if (this.answered) return;
    let envelope: Buffer;
    try {
      envelope = envelopeIn(this.body);
    } catch (error) {
      refuseUnary(this, error);
      return;
    }
    lane.serve(method, envelope, this);
  }

  private hold(count: number): FrontierError | undefined {
    if (!this.opened.admission.takeBytes(count)) return tooManyBytes();
    this.held += count;
    return undefined;
  }

  private release(): void {
    if (this.held === 0) return;
    this.opened.admission.giveBytes(this.held);
    this.held = 0;
  }

  /** The client has not sent its request in time. */
  cancel(): void {
    this.opened.stream.close(constants.NGHTTP2_CANCEL);
  }

  closed(): void {
    this.opened.uploads.delete(this);
    this.release();
    if (!this.answered) this.controller?.abort();
  }

  answer(envelope: Uint8Array): void {
    const { stream } = this.opened;
    if (!this.begin()) return;
    stream.respond(this.headers(), WITH_TRAILERS);
    stream.on('wantTrailers', sendOk);
    stream.end(envelope);
  }

  fail(headers: Readonly<Record<string, string>>): void {
    if (this.begin()) this.opened.stream.respond({ ...this.headers(), ...headers }, TRAILERS_ONLY);
  }

  /** Most are all alike: one object for all of them, which node copies. */
  private headers(): OutgoingHttpHeaders {
    return this.replies === undefined ? PLAIN : { ...PLAIN, ...this.replies };
  }

  /** False when there is nobody to answer, or an answer is on its way. */
  private begin(): boolean {
    const { stream } = this.opened;
    if (this.answered || stream.destroyed || stream.closed) return false;
    this.answered = true;
    return true;
  }
}

function envelopeIn(body: UnaryBody | Buffer | undefined): Buffer {
  return body instanceof UnaryBody || body === undefined ? (body ?? new UnaryBody()).end() : body;
}

interface Uploads {
  add(call: Http2Unary): void;
  delete(call: Http2Unary): void;
}

/** Cancels requests that are not complete in time, by turns of a clock of its own: a timer for each would cost each call one. */
function createUploads(): Uploads {
  const line = createLine<Http2Unary>();
  let turn = 0;
  const leave = (call: Http2Unary) => {
    line.leave(call);
    call.since = undefined;
  };
  const next = () => {
    turn += 1;
    for (let call = line.first(); call?.since !== undefined && call.since < turn - 1; call = line.first()) {
      leave(call);
      call.cancel();
    }
  };
  setInterval(next, REQUEST_TIMEOUT_MS).unref();
  return {
    add: (call) => {
      call.since = turn;
      line.join(call);
    },
    delete: (call) => {
      if (call.since !== undefined) leave(call);
    },
  };
}

const PEER = Symbol('peer');

type LaneSession = Http2Session & { [PEER]?: string };

/** The address of a session's client, asked of its socket once. */
function peerOf(session: LaneSession | undefined): string {
  if (session === undefined) return '';
  session[PEER] ??= session.socket.remoteAddress ?? '';
  return session[PEER];
}
