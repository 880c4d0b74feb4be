// Requests of unary gRPC as data: what rules of the protocol they keep or break, frame by frame.
import { gzipSync } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { GetUserRequestSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { MAX_MESSAGE_BYTES } from '../../src/transport/limits.js';
import { envelope } from './raw.js';

export interface UnaryCase {
  readonly name: string;
  /** Beside the headers of a good call; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  /** DATA frames, one each; undefined: the request ends with its headers. */
  readonly frames?: readonly Uint8Array[] | undefined;
  /** Sent after the last frame. */
  readonly trailers?: Readonly<Record<string, string>> | undefined;
  /** The gRPC status; undefined: whatever the library answers. */
  readonly code?: number;
  /** Where the library answers otherwise: why the lane does not. */
  readonly unlike?: string;
  /** Of the user that is asked for, when it is answered. */
  readonly id?: string;
}

const OK = 0;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

const message = (id: string) => toBinary(GetUserRequestSchema, create(GetUserRequestSchema, { id }));
const good = envelope(message('ok'));
const withFlags = (flags: number, bytes: Uint8Array = message('ok')) => {
  const framed = Buffer.from(envelope(bytes));
  framed[0] = flags;
  return framed;
};
const promising = (length: number, ...rest: readonly number[]) => {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, Buffer.from(rest)]);
};
const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Buffer.of(byte));
const inParts = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
const type = (contentType: string | undefined) => ({ 'content-type': contentType });

/** `:path` of the call the cases make, unless they name another. */
export const PATH = '/raystack.frontier.v1beta1.FrontierService/GetUser';

export const UNARY_CASES: readonly UnaryCase[] = [
  // Content-Type (gRPC over HTTP/2, Requests).
  { name: 'application/grpc', frames: [good], code: OK, id: 'ok' },
  { name: 'application/grpc+proto', headers: type('application/grpc+proto'), frames: [good], code: OK, id: 'ok' },
  { name: 'a content type with a parameter', headers: type('application/grpc;v=1'), frames: [good] },
  { name: 'a content type in capitals', headers: type('Application/GRPC'), frames: [good] },
  {
    name: 'application/grpc+json',
    headers: type('application/grpc+json'),
    frames: [envelope(Buffer.from('{"id":"ok"}'))],
  },
  { name: 'an unknown codec', headers: type('application/grpc+thrift'), frames: [good] },
  { name: 'no content type', headers: type(undefined), frames: [good] },
  { name: 'a content type that is not of gRPC', headers: type('text/plain'), frames: [good] },
  // Method and path.
  { name: 'GET', headers: { ':method': 'GET' } },
  { name: 'PUT', headers: { ':method': 'PUT' }, frames: [good] },
  { name: 'an unknown method', headers: { ':path': `${PATH}s` }, frames: [good], code: UNIMPLEMENTED },
  { name: 'an unknown service', headers: { ':path': '/raystack.frontier.v1.FrontierService/GetUser' }, frames: [good] },
  { name: 'a path with a query', headers: { ':path': `${PATH}?a=b` }, frames: [good] },
  { name: 'a path with a slash at its end', headers: { ':path': `${PATH}/` }, frames: [good] },
  { name: 'a path in another case', headers: { ':path': PATH.toLowerCase() }, frames: [good] },
  // Message-Encoding.
  { name: 'the encoding identity', headers: { 'grpc-encoding': 'identity' }, frames: [good], code: OK, id: 'ok' },
  {
    name: 'gzip',
    headers: { 'grpc-encoding': 'gzip' },
    frames: [withFlags(1, gzipSync(message('ok')))],
    code: OK,
    id: 'ok',
  },
  {
    name: 'gzip that this message does without',
    headers: { 'grpc-encoding': 'gzip' },
    frames: [good],
    code: OK,
    id: 'ok',
  },
  { name: 'an unknown encoding', headers: { 'grpc-encoding': 'snappy' }, frames: [good], code: UNIMPLEMENTED },
  { name: 'compressed, and nobody says how', frames: [withFlags(1)], code: INVALID_ARGUMENT },
  {
    name: 'compressed with identity',
    headers: { 'grpc-encoding': 'identity' },
    frames: [withFlags(1)],
    code: INVALID_ARGUMENT,
  },
  {
    name: 'an answer compressed if the server likes',
    headers: { 'grpc-accept-encoding': 'gzip' },
    frames: [good],
    code: OK,
    id: 'ok',
  },
  // Length-Prefixed-Message.
  { name: 'no body', code: UNIMPLEMENTED },
  { name: 'an empty body', frames: [], code: UNIMPLEMENTED },
  { name: 'an empty DATA frame', frames: [Buffer.alloc(0)], code: UNIMPLEMENTED },
  { name: 'a prefix cut off', frames: [Buffer.of(0, 0, 0)], code: INVALID_ARGUMENT },
  { name: 'a message cut off', frames: [good.subarray(0, -1)], code: INVALID_ARGUMENT },
  { name: 'nothing of a message', frames: [promising(4)], code: INVALID_ARGUMENT, unlike: 'a message was begun' },
  { name: 'two messages', frames: [good, good], code: UNIMPLEMENTED },
  { name: 'two messages in one frame', frames: [Buffer.concat([good, good])], code: UNIMPLEMENTED },
  {
    name: 'a byte too many',
    frames: [Buffer.concat([good, Buffer.of(0)])],
    code: UNIMPLEMENTED,
    unlike: 'what it will be need not be waited for',
  },
  { name: 'an empty message', frames: [envelope(Buffer.alloc(0))], code: OK, id: '' },
  { name: 'a message byte by byte', frames: bytewise(good), code: OK, id: 'ok' },
  { name: 'prefix and message apart', frames: [good.subarray(0, 5), good.subarray(5)], code: OK, id: 'ok' },
  {
    name: 'empty frames in between',
    frames: [Buffer.alloc(0), good.subarray(0, 3), Buffer.alloc(0), good.subarray(3)],
    code: OK,
    id: 'ok',
  },
  {
    name: '1 MiB over many frames',
    frames: inParts(envelope(message('x'.repeat(2 ** 20))), 9_999),
    code: OK,
    id: 'x'.repeat(2 ** 20),
  },
  {
    name: 'a message as large as may be',
    frames: [envelope(message('y'.repeat(MAX_MESSAGE_BYTES - 16)))],
    code: OK,
    id: 'y'.repeat(MAX_MESSAGE_BYTES - 16),
  },
  { name: 'a message one byte too large', frames: [promising(MAX_MESSAGE_BYTES + 1, 1, 2)], code: RESOURCE_EXHAUSTED },
  { name: 'a message of 4 GiB', frames: [promising(2 ** 32 - 1, 1)], code: RESOURCE_EXHAUSTED },
  {
    name: 'an unknown flag',
    frames: [withFlags(2)],
    code: INVALID_ARGUMENT,
    unlike: 'flags are 0 or 1 (gRPC over HTTP/2, Compressed-Flag)',
  },
  { name: 'every flag', frames: [withFlags(255)] },
  // The message itself.
  { name: 'a field that ends early', frames: [envelope(message('ok').subarray(0, -1))], code: INVALID_ARGUMENT },
  { name: 'a field of another kind', frames: [envelope(Buffer.of(0x08, 0x01))] },
  {
    name: 'an unknown field',
    frames: [envelope(Buffer.concat([message('ok'), Buffer.of(0xf8, 0x07, 0x01)]))],
    code: OK,
    id: 'ok',
  },
  { name: 'a text that is not UTF-8', frames: [envelope(Buffer.of(0x0a, 0x01, 0xff))], code: INVALID_ARGUMENT },
  { name: 'an end of a group without its beginning', frames: [envelope(Buffer.of(0x0c))], code: INVALID_ARGUMENT },
  // Timeout.
  { name: 'a timeout in hours', headers: { 'grpc-timeout': '1H' }, frames: [good], code: OK, id: 'ok' },
  { name: 'the longest timeout', headers: { 'grpc-timeout': '99999999H' }, frames: [good], code: OK, id: 'ok' },
  { name: 'a timeout of nothing', headers: { 'grpc-timeout': '0n' }, frames: [good], code: DEADLINE_EXCEEDED },
  {
    name: 'a timeout that passes',
    headers: { 'grpc-timeout': '20m' },
    frames: [envelope(message('slow'))],
    code: DEADLINE_EXCEEDED,
  },
  {
    name: 'a timeout of nine digits',
    headers: { 'grpc-timeout': '123456789S' },
    frames: [good],
    code: INVALID_ARGUMENT,
  },
  { name: 'a timeout without a unit', headers: { 'grpc-timeout': '10' }, frames: [good], code: INVALID_ARGUMENT },
  { name: 'a negative timeout', headers: { 'grpc-timeout': '-1S' }, frames: [good], code: INVALID_ARGUMENT },
  { name: 'a timeout in days', headers: { 'grpc-timeout': '1d' }, frames: [good], code: INVALID_ARGUMENT },
  // Custom-Metadata.
  { name: 'no credentials', headers: { authorization: undefined }, frames: [good], code: UNAUTHENTICATED },
  { name: 'bad credentials', headers: { authorization: 'Bearer bad' }, frames: [good], code: UNAUTHENTICATED },
  { name: 'binary metadata', headers: { 'x-trace-bin': 'AAEC/w==' }, frames: [good], code: OK, id: 'ok' },
  { name: 'binary metadata that is no base64', headers: { 'x-trace-bin': '!!' }, frames: [good], code: OK, id: 'ok' },
  { name: 'metadata twice', headers: { 'x-more': ['a', 'b'] }, frames: [good], code: OK, id: 'ok' },
  { name: 'no te', headers: { te: undefined }, frames: [good], code: OK, id: 'ok' },
  { name: 'trailers from the client', frames: [good], trailers: { 'x-trailer': 'a' }, code: OK, id: 'ok' },
  // Responses.
  { name: 'an error that is thrown', frames: [envelope(message('not_found'))], code: 5 },
  { name: 'an error later', frames: [envelope(message('later-unavailable'))], code: 14 },
  { name: 'an answer later', frames: [envelope(message('later'))], code: OK, id: 'later' },
  { name: 'a bug', frames: [envelope(message('bug'))], code: 13 },
  {
    name: 'an error in letters of many languages, with % and a line break',
    frames: [envelope(message('words'))],
    code: 9,
  },
  { name: 'an answer of 3 MiB', frames: [envelope(message('large'))], code: OK, id: 'z'.repeat(3 * 2 ** 20) },
];
