// The gRPC unary lane: from the bytes of a request to the pipeline and back, without a promise when the answer is in memory.
import type { Message } from '@bufbuild/protobuf';
import { FrontierError } from '../kernel/errors.js';
import type { CallMeta } from '../kernel/rpc.js';
import { type BinaryReader, binaryReader } from './codec/binary-reader.js';
import { type BinaryWriter, binaryWriter } from './codec/binary-writer.js';
import { asFrontierError } from './errors.js';
import { grpcErrorHeaders } from './grpc-status.js';
import { MAX_MESSAGE_BYTES } from './limits.js';
import { malformedMessage } from './malformed-message.js';
import type { Answer, Invoke, Method } from './pipeline.js';
import { writeOnce } from './write-once.js';

/** One request as the HTTP/2 layer below hands it to the lane: what it asks, and where the answer goes. */
export interface UnaryExchange extends CallMeta {
  /** Sends the headers set so far, the enveloped message, and trailers that say OK. */
  answer(envelope: Uint8Array): void;
  /** Sends the headers set so far with these, and no message: Trailers-Only. */
  fail(headers: Readonly<Record<string, string>>): void;
}

/** An RPC, with what reads and writes its messages. */
export interface UnaryMethod {
  readonly method: Method;
  readonly read: BinaryReader;
  /** An answer in its envelope. */
  readonly envelope: (answer: Answer) => Uint8Array;
}

export interface GrpcUnary {
  /**
   * The RPC that the lane answers itself; undefined: somebody else is to answer the request. `type` and `encoding` are its
   * content-type and grpc-encoding.
   */
  methodFor(path: string, type: string | undefined, encoding: string | undefined): UnaryMethod | undefined;
  /** Answers the call whose message this envelope holds. Neither throws nor rejects. */
  serve(method: UnaryMethod, envelope: Buffer, exchange: UnaryExchange): void;
}

export function createGrpcUnary({
  methods,
  invoke,
}: {
  readonly methods: readonly Method[];
  readonly invoke: Invoke;
}): GrpcUnary {
  const byPath = new Map(methods.map((method) => [pathOf(method), unaryMethod(method)]));
  return {
    methodFor: (path, type, encoding) => (isPlain(type, encoding) ? byPath.get(path) : undefined),
    serve(unary, envelope, exchange) {
      try {
        const answer = invoke(unary.method, decode(unary, envelope), exchange);
        if (answer instanceof Promise) answerLater(unary, answer, exchange);
        else exchange.answer(unary.envelope(answer));
      } catch (error) {
        refuseUnary(exchange, error);
      }
    },
  };
}

/** `application/grpc` means proto; all else, and what is compressed, is for a library that knows it. */
function isPlain(type: string | undefined, encoding: string | undefined): boolean {
  const proto = type === 'application/grpc' || type === 'application/grpc+proto';
  return proto && (encoding === undefined || encoding === 'identity');
}

function unaryMethod(method: Method): UnaryMethod {
  const { input, output } = method.descriptor;
  const write = binaryWriter(output);
  return { method, read: binaryReader(input), envelope: writeOnce((answer) => inEnvelope(write, answer)) };
}

function answerLater(unary: UnaryMethod, coming: Promise<Answer>, exchange: UnaryExchange): void {
  coming.then((answer) => exchange.answer(unary.envelope(answer))).catch((error) => refuseUnary(exchange, error));
}

/** Fails the call with the error; whatever is not a FrontierError is `internal`, its text withheld. */
export function refuseUnary(exchange: UnaryExchange, thrown: unknown): void {
  exchange.fail(grpcErrorHeaders(asFrontierError(thrown)));
}

function pathOf({ descriptor }: Method): string {
  return `/${descriptor.parent.typeName}/${descriptor.name}`;
}

function decode({ read }: UnaryMethod, envelope: Buffer): Message {
  try {
    return read(envelope, PREFIX_BYTES);
  } catch (cause) {
    throw malformedMessage(cause);
  }
}

/** Of a message that is not compressed: no flags, then the length (gRPC over HTTP/2, Length-Prefixed-Message). */
const PREFIX_BYTES = 5;
const COMPRESSED = 1;
const NOTHING: Buffer = Buffer.alloc(0);

function inEnvelope(write: BinaryWriter, answer: Answer): Uint8Array {
  const envelope = write(answer, PREFIX_BYTES);
  envelope[0] = 0;
  envelope.writeUInt32BE(envelope.length - PREFIX_BYTES, 1);
  return envelope;
}

/** True for one whole message that is not compressed, as nearly every request has it in its first frame. */
export function isWholeMessage(bytes: Buffer): boolean {
  if (bytes.length < PREFIX_BYTES || bytes[0] !== 0 || bytes.length > MAX_MESSAGE_BYTES) return false;
  return bytes.readUInt32BE(1) === bytes.length - PREFIX_BYTES;
}

/** What has come of a request's body so far. */
export class UnaryBody {
  private received = NOTHING;
  /** Of `received`; what lies behind is room for more. */
  private size = 0;

  /** Takes more bytes; answers what is wrong as soon as that can be told. */
  push(bytes: Buffer): FrontierError | undefined {
    this.append(bytes);
    const { received } = this;
    if (this.size < PREFIX_BYTES) return undefined;
    if (received[0] === COMPRESSED) return malformed('is compressed, and says not how: grpc-encoding is missing');
    if (received[0] !== 0) return malformed('has flags that gRPC does not know');
    const length = received.readUInt32BE(1);
    if (length > MAX_MESSAGE_BYTES) return tooLarge(length);
    return this.size > PREFIX_BYTES + length ? wrongCount('more than one message') : undefined;
  }

  /** The envelope of the one message, when the client has said all. Throws unimplemented without one, invalid_argument for a part of one. */
  end(): Buffer {
    const { received, size } = this;
    if (size === 0) throw wrongCount('no message');
    if (size < PREFIX_BYTES || size < PREFIX_BYTES + received.readUInt32BE(1))
      throw malformed('ends before it is complete');
    return received.subarray(0, size);
  }

  /** Copies each byte, for what came with it need not be kept until all is there, and a few times when it comes in many frames. */
  private append(bytes: Buffer): void {
    const size = this.size + bytes.length;
    if (this.size === 0) this.received = Buffer.from(bytes);
    else {
      if (size > this.received.length) this.grow(Math.max(size, 2 * this.received.length));
      bytes.copy(this.received, this.size);
    }
    this.size = size;
  }

  private grow(length: number): void {
    const larger = Buffer.allocUnsafe(length);
    this.received.copy(larger, 0, 0, this.size);
    this.received = larger;
  }
}

function malformed(what: string): FrontierError {
  return new FrontierError('invalid_argument', 'MESSAGE_MALFORMED', `the message ${what}`);
}

/** gRPC status codes: a cardinality violation is UNIMPLEMENTED. */
function wrongCount(what: string): FrontierError {
  return new FrontierError('unimplemented', 'MESSAGE_COUNT', `this call takes one message, and there is ${what}`);
}

function tooLarge(length: number): FrontierError {
  const text = `the message has ${length} bytes; at most ${MAX_MESSAGE_BYTES} are taken`;
  return new FrontierError('resource_exhausted', 'MESSAGE_TOO_LARGE', text);
}
