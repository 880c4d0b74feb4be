// One call of the gRPC unary lane, on its stream of HTTP/2.
import { constants } from 'node:http2';
import type { FrontierError } from '../../kernel/errors.js';
import type { InLine } from '../../kernel/line.js';
import { type Admission, tooManyBytes, tooManyCalls } from '../admission.js';
import { parseTimeout } from '../grpc-timeout.js';
import { type GrpcUnary, isWholeMessage, refuseUnary, UnaryBody, type UnaryExchange } from '../grpc-unary.js';
import { writeOnce } from '../write-once.js';
import { INITIAL_WINDOW_BYTES, MAX_FRAME_BYTES } from './frames.js';
import { encodeFields } from './hpack/encoder.js';
import type { Field } from './hpack/field.js';
import type { LaneRequest } from './lane-request.js';
import type { Patience, WaitingCall } from './patience.js';

/** What a stream needs of its connection. */
export interface Carrier {
  /** The address of the client. */
  readonly peer: string;
  sendHeaders(id: number, block: Uint8Array, endStream: boolean): void;
  /** Sends as much of the stream's message as there is room for, the trailers after all of it, and the rest by and by. */
  sendMessage(stream: LaneStream): void;
  sendWindowUpdate(id: number, bytes: number): void;
  /** The stream is over, with this code when the client has to be told. */
  finish(stream: LaneStream, code?: number): void;
}

/** What all calls share. */
export interface LaneDeps {
  readonly lane: GrpcUnary;
  readonly patience: Patience;
  readonly admission: Admission;
}

const HEADERS = { ':status': '200', 'content-type': 'application/grpc+proto' };
const PLAIN = encodeFields(Object.entries(HEADERS));
/** That the call is answered, behind its message. */
export const OK_TRAILERS = encodeFields([['grpc-status', '0']]);
/** Behind the headers. */
const trailersOnly = writeOnce((headers: Readonly<Record<string, string>>) => encodeFields(Object.entries(headers)));
const NO_MESSAGE = Buffer.alloc(0);

export interface Opened extends LaneRequest {
  readonly id: number;
  readonly fields: readonly Field[];
  /** How much may be sent on the stream before the client says more. */
  readonly sendWindow: number;
}

export class LaneStream implements UnaryExchange, WaitingCall {
  readonly protocol = 'grpc';
  readonly id: number;
  sendWindow: number;
  /** The answer, and how much of it has been sent. */
  message: Uint8Array = NO_MESSAGE;
  sent = 0;
  /** How much had been sent when the wait for the client began. */
  private sentBefore = 0;
  /** The client has said all. */
  ended = false;
  since: number | undefined;
  previous: InLine | undefined;
  next: InLine | undefined;
  private readonly deps: LaneDeps;
  private readonly carrier: Carrier;
  private readonly request: Opened;
  /** What has come of the message; a first frame that may be all of it needs no more. */
  private body: UnaryBody | Buffer | undefined;
  /** How many bytes have come, and how many may still come before the client is told of more. */
  private received = 0;
  private receiveWindow = INITIAL_WINDOW_BYTES;
  private replies: Record<string, string> | undefined;
  private answered = false;
  private gone = false;
  /** Bytes of the body that count as in flight. */
  private held = 0;
  private controller: AbortController | undefined;

  constructor(deps: LaneDeps, carrier: Carrier, request: Opened) {
    this.deps = deps;
    this.carrier = carrier;
    this.request = request;
    this.id = request.id;
    this.sendWindow = request.sendWindow;
  }

  /** Begins, or refuses at once what would be too much. */
  open(endStream: boolean): void {
    this.ended = endStream;
    if (this.deps.admission.isFull()) refuseUnary(this, tooManyCalls());
    else if (endStream) this.end();
    else this.deps.patience.add(this);
  }

  get peer(): string {
    return this.carrier.peer;
  }

  /** Of a header given several times all values, as HTTP joins them (RFC 9110 §5.3). */
  header(name: string): string | undefined {
    let found: string | undefined;
    for (const field of this.request.fields)
      if (field.name === name) found = found === undefined ? field.value : `${found}, ${field.value}`;
    return found;
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
    if (this.gone && !this.answered) this.controller.abort();
    return this.controller.signal;
  }

  /** A DATA frame: what is in it, and how many bytes of the windows it takes. */
  take(bytes: Buffer, length: number, endStream: boolean): void {
    if (this.ended) {
      this.carrier.finish(this, constants.NGHTTP2_STREAM_CLOSED);
      return;
    }
    this.receiveWindow -= length;
    this.received += bytes.length;
    if (this.receiveWindow < 0) {
      this.carrier.finish(this, constants.NGHTTP2_FLOW_CONTROL_ERROR);
      return;
    }
    if (bytes.length > 0) this.add(bytes, endStream);
    if (this.gone) return;
    if (endStream) this.end();
    else this.widen();
  }

  private add(bytes: Buffer, endStream: boolean): void {
    if (this.body === undefined && endStream && isWholeMessage(bytes)) {
      this.body = bytes;
      return;
    }
    const fault = this.hold(bytes.length) ?? this.collect(bytes);
    if (fault !== undefined) refuseUnary(this, fault);
  }

  private collect(bytes: Buffer): FrontierError | undefined {
    if (!(this.body instanceof UnaryBody)) this.body = new UnaryBody();
    return this.body.push(bytes);
  }

  /** Tells the client that it may send more, once it may send little. */
  private widen(): void {
    const taken = INITIAL_WINDOW_BYTES - this.receiveWindow;
    if (taken < INITIAL_WINDOW_BYTES / 2) return;
    this.receiveWindow += taken;
    this.carrier.sendWindowUpdate(this.id, taken);
  }

  /** The answer waits for the client, which is to take a frame of it at least in its time. */
  waitForClient(): void {
    if (this.since !== undefined && this.sent - this.sentBefore < MAX_FRAME_BYTES) return;
    this.sentBefore = this.sent;
    this.deps.patience.delete(this);
    this.deps.patience.add(this);
  }

  /** The client has said all. */
  end(): void {
    const { lane, patience } = this.deps;
    this.ended = true;
    patience.delete(this);
    this.release();
    const { length, method } = this.request;
    // RFC 9113 §8.1.1.
    if (length !== undefined && length !== this.received) {
      this.carrier.finish(this, constants.NGHTTP2_PROTOCOL_ERROR);
      return;
    }
    let envelope: Buffer;
    try {
      envelope = envelopeIn(this.body);
    } catch (error) {
      refuseUnary(this, error);
      return;
    }
    this.body = undefined;
    lane.serve(method, envelope, this);
  }

  private hold(count: number): FrontierError | undefined {
    if (!this.deps.admission.takeBytes(count)) return tooManyBytes();
    this.held += count;
    return undefined;
  }

  private release(): void {
    if (this.held === 0) return;
    this.deps.admission.giveBytes(this.held);
    this.held = 0;
  }

  /** The request has not come, or the answer is not taken, in time. */
  cancel(): void {
    this.carrier.finish(this, constants.NGHTTP2_CANCEL);
  }

  /** The stream is over, whoever ended it. */
  closed(): void {
    this.gone = true;
    this.deps.patience.delete(this);
    this.release();
    if (!this.answered) this.controller?.abort();
  }

  answer(envelope: Uint8Array): void {
    if (!this.begin()) return;
    this.carrier.sendHeaders(this.id, this.headers(), false);
    this.message = envelope;
    this.carrier.sendMessage(this);
  }

  fail(headers: Readonly<Record<string, string>>): void {
    if (!this.begin()) return;
    this.carrier.sendHeaders(this.id, Buffer.concat([this.headers(), trailersOnly(headers)]), true);
    this.carrier.finish(this);
  }

  /** Most are all alike. */
  private headers(): Uint8Array {
    return this.replies === undefined ? PLAIN : encodeFields(Object.entries({ ...HEADERS, ...this.replies }));
  }

  /** False when there is nobody to answer, or an answer is on its way. */
  private begin(): boolean {
    if (this.answered || this.gone) return false;
    this.answered = true;
    return true;
  }
}

function envelopeIn(body: UnaryBody | Buffer | undefined): Buffer {
  return body instanceof UnaryBody || body === undefined ? (body ?? new UnaryBody()).end() : body;
}
