// What no client should send over gRPC, as data: bytes that grpc-js would never write.
import { envelope } from '../../transport/raw.js';
import type { TenantIds } from './tenant.js';

export interface BadGrpc {
  readonly name: string;
  readonly rpc: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** The error's code. */
  readonly code: string;
  readonly field?: string;
}

/** `ids` are of an organization that is there, so that nothing but the fault is in the way. */
export function badGrpc(ids: TenantIds): readonly BadGrpc[] {
  const rpc = 'CreateServiceUser';
  const orgId = text(2, ids.orgId);
  const serviceUser = (...fields: readonly Uint8Array[]) => Buffer.concat([orgId, bytes(1, Buffer.concat(fields))]);
  const get = (id: string | Uint8Array) => ({ rpc: 'GetServiceUser', body: envelope(text(1, id)), field: 'id' });
  const bad = (name: string, given: Partial<BadGrpc>): BadGrpc => ({
    name,
    rpc,
    code: 'invalid_argument',
    body: envelope(serviceUser()),
    ...given,
  });
  const malformed = (name: string, message: Uint8Array) => bad(name, { body: envelope(message) });
  const large = Buffer.alloc(5 * 1024 * 1024, 'a');
  return [
    malformed('bytes at random', Buffer.from('nonsense, and more of it')),
    malformed('a field that ends early', orgId.subarray(0, -1)),
    malformed('a length without end', Buffer.of(0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
    malformed('a length beyond the message', Buffer.of(0x12, 0x7f, 0x61)),
    malformed('field number 0', Buffer.of(0x02, 0x00)),
    malformed('a kind of field that is none', Buffer.of(0x0f)),
    malformed('an end of a group without its beginning', Buffer.of(0x0c)),
    malformed('a title that is not UTF-8', serviceUser(text(1, Buffer.of(0xff, 0xfe)))),
    malformed('half of a surrogate pair', serviceUser(text(1, Buffer.of(0xed, 0xa0, 0x80)))),
    malformed('a struct 10,000 deep', serviceUser(bytes(2, nested(10_000)))),
    malformed('groups 10,000 deep', Buffer.alloc(10_000, 0x0b)),
    bad('a struct 20 deep with NUL', {
      body: envelope(serviceUser(bytes(2, nested(20, '\0')))),
      field: 'body.metadata',
    }),
    bad('NUL in a title', { body: envelope(serviceUser(text(1, 'a\0b'))), field: 'body.title' }),
    bad('a line break in a title', { body: envelope(serviceUser(text(1, 'a\nb'))), field: 'body.title' }),
    bad('a title of 10 kB', { body: envelope(serviceUser(text(1, 'a'.repeat(10_000)))), field: 'body.title' }),
    bad('an id of 10 kB', get('a'.repeat(10_000))),
    bad('an id with NUL', get(`${ids.serviceUserId}\0`)),
    bad('an id with a line break', get(`${ids.serviceUserId}\n`)),
    bad('an id in another case', get(ids.serviceUserId.toUpperCase())),
    bad('no id', { ...get(''), body: envelope(Buffer.alloc(0)) }),
    bad('an unknown state', {
      rpc: 'ListServiceUsers',
      body: envelope(Buffer.concat([text(1, ids.orgId), text(2, 'frozen')])),
      field: 'state',
    }),
    bad('a text where a number belongs', { rpc: 'ListUsers', body: envelope(text(1, 'many')) }),
    bad('a negative number', {
      rpc: 'ListUsers',
      body: envelope(Buffer.of(0x08, 0xff, 0xff, 0xff, 0xff, 0x0f)),
      field: 'page_size',
    }),
    bad('a time without end', {
      rpc: 'CreateSecret',
      body: envelope(expiring(ids, Buffer.of(0x08, ...Buffer.alloc(8, 0xff), 0x7f))),
      field: 'expires_at',
    }),
    bad('a message over 4 MiB', { body: envelope(serviceUser(text(1, large))), code: 'resource_exhausted' }),
    bad('an envelope that says it is 4 GiB', {
      body: Buffer.of(0, 0xff, 0xff, 0xff, 0xff, 1),
      code: 'resource_exhausted',
    }),
    bad('an envelope that ends early', { body: envelope(orgId).subarray(0, -3) }),
    bad('half an envelope', { body: Buffer.of(0, 0, 0) }),
    bad('no envelope', { body: Buffer.alloc(0), code: 'unimplemented' }),
    bad('two messages', { body: Buffer.concat([envelope(orgId), envelope(orgId)]), code: 'unimplemented' }),
    bad('a message that says it is compressed', { body: Buffer.concat([Buffer.of(1), envelope(orgId).subarray(1)]) }),
    bad('a compression that is none', { headers: { 'grpc-encoding': 'none-such' }, code: 'unimplemented' }),
    bad('what is not gzip', {
      headers: { 'grpc-encoding': 'gzip' },
      body: Buffer.concat([Buffer.of(1), envelope(orgId).subarray(1)]),
    }),
    bad('a timeout that is none', { headers: { 'grpc-timeout': 'soon' } }),
    bad('a timeout of nothing', { headers: { 'grpc-timeout': '0n' }, code: 'deadline_exceeded' }),
    bad('an unknown RPC', { rpc: 'Nothing', code: 'unimplemented' }),
  ];
}

/** A CreateSecretRequest with that Timestamp. */
function expiring(ids: TenantIds, timestamp: Uint8Array): Uint8Array {
  return Buffer.concat([text(1, ids.serviceUserId), bytes(100, timestamp)]);
}

/** A google.protobuf.Struct with that many structs inside each other, each under the key `a`. */
function nested(depth: number, innermost = 'x'): Uint8Array {
  // Of map entries the key is field 1 and the value field 2; text is field 3 of a Value, and a struct field 5.
  const inner = bytes(1, Buffer.concat([text(1, 'a'), bytes(2, text(3, innermost))]));
  const outside: Buffer[] = [inner];
  let length = inner.length;
  for (let level = 0; level < depth; level++) {
    const struct = Buffer.concat([varint(5 * 8 + 2), varint(length)]);
    const value = Buffer.concat([text(1, 'a'), varint(2 * 8 + 2), varint(length + struct.length)]);
    const entry = Buffer.concat([varint(8 + 2), varint(length + struct.length + value.length)]);
    outside.push(struct, value, entry);
    length += struct.length + value.length + entry.length;
  }
  return Buffer.concat(outside.reverse());
}

/** A field of bytes by its number. */
function bytes(number: number, content: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

function text(number: number, content: string | Uint8Array): Buffer<ArrayBuffer> {
  return bytes(number, typeof content === 'string' ? Buffer.from(content) : content);
}

function varint(value: number): Buffer {
  const parts: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) parts.push((rest % 128) + 128);
  return Buffer.from([...parts, rest]);
}
