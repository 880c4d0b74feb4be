// What nobody should send, over the RPC protocols: each time an error of the client's, and the server goes on.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf } from './clients.js';
import { fakeAreas, type Product, startProduct } from './product.js';
import { envelope, exchange, postHttp2 } from './raw.js';

const SERVICE = '/raystack.frontier.v1beta1.FrontierService';
const LEVELS = 10_000;
const GARBAGE = Buffer.from('ffffffffffffffff', 'hex');

let product: Product;

beforeAll(async () => {
  product = await startProduct({ areas: fakeAreas() });
});

afterAll(() => product.close());

/** `{"a":{"a":...}}` as the field `body.metadata` of CreateOrganization. */
function deepStruct(): Buffer {
  let struct: Buffer = Buffer.alloc(0);
  for (let level = 0; level < LEVELS; level++)
    struct = field(1, Buffer.concat([field(1, Buffer.from('a')), field(2, field(5, struct))]));
  return field(1, field(3, struct));
}

/** A length-delimited field. */
function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.of((number << 3) | 2, ...length, rest), bytes]);
}

function post(path: string, contentType: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  return fetch(`${product.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': contentType, ...headers },
    body: body as string,
  });
}

const grpc = (path: string, body: Uint8Array, headers: Record<string, string> = {}) =>
  postHttp2(product, { ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers }, body);

describe('messages that are none', () => {
  test.each([
    ['garbage', GARBAGE],
    ['nested too deeply', deepStruct()],
    ['cut short', Buffer.of(0x0a, 0x7f, 0x61)],
  ])('gRPC: %s', async (_, message) => {
    const { headers } = await grpc(`${SERVICE}/CreateOrganization`, envelope(message));
    expect(headers['grpc-status']).toBe('3');
    expect(headers['grpc-message']).toContain('not a valid message');
    expect(headers['grpc-status-details-bin']).toBeDefined();
  });

  test('gRPC, compressed: garbage', async () => {
    const message = envelope(gzipSync(GARBAGE));
    message[0] = 1;
    const { headers } = await grpc(`${SERVICE}/CreateOrganization`, message, { 'grpc-encoding': 'gzip' });
    expect(headers['grpc-status']).toBe('3');
  });

  test.each([
    ['garbage', GARBAGE],
    ['nested too deeply', deepStruct()],
  ])('gRPC-Web: %s', async (_, message) => {
    const response = await post(`${SERVICE}/CreateOrganization`, 'application/grpc-web+proto', envelope(message));
    expect(await response.text()).toContain('grpc-status: 3\r\n');
  });

  test.each([
    ['garbage', GARBAGE],
    ['nested too deeply', deepStruct()],
  ])('Connect, binary: %s', async (_, message) => {
    const response = await post(`${SERVICE}/CreateOrganization`, 'application/proto', message);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_argument',
      details: [{ type: 'google.rpc.ErrorInfo' }],
    });
  });

  test.each([
    ['no JSON', '{"body":'],
    ['nothing', ''],
    ['another type', '[]'],
    ['a field of another type', '{"body":{"name":7}}'],
    ['nested too deeply', `{"body":{"metadata":${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}}}`],
    ['arrays nested too deeply', `{"body":{"metadata":{"a":${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}}}}`],
    ['half an object nested too deeply', '{"a":'.repeat(LEVELS)],
    ['not UTF-8', Buffer.of(0x22, 0xff, 0x22)],
  ])('Connect, JSON: %s', async (_, body) => {
    const response = await post(`${SERVICE}/CreateOrganization`, 'application/json', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_argument' });
  });

  test('Connect, JSON: fields that are not known are passed over', async () => {
    const response = await post(`${SERVICE}/CreateOrganization`, 'application/json', '{"unknown":1}');
    expect(response.status).toBe(200);
  });

  test('what is deep but within reason is taken', async () => {
    const metadata = `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`;
    const response = await post(
      `${SERVICE}/CreateOrganization`,
      'application/json',
      `{"body":{"metadata":${metadata}}}`,
    );
    expect(response.status).toBe(200);
  });
});

describe('too much', () => {
  const big = 'a'.repeat(4 * 1024 * 1024 + 1);

  test.each(['grpc-js', 'grpc', 'grpc-web 1.1', 'connect json', 'connect binary'] as const)('%s', async (protocol) => {
    const client = clientOf(protocol, product.url);
    expect(await client.getUser(big)).toMatchObject({ code: 'resource_exhausted' });
    expect(await client.getUser('x')).toMatchObject({ code: 'ok' });
    client.close();
  });

  test('after decompression', async () => {
    const body = gzipSync(JSON.stringify({ id: big }));
    const response = await post(`${SERVICE}/GetUser`, 'application/json', body, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(429);
  });
});

describe('what does not exist', () => {
  test.each([`${SERVICE}/Nonsense`, '/raystack.frontier.v1beta1.Nonsense/GetUser', '/nonsense.v1.Service/Method'])(
    '%s',
    async (path) => {
      const connect = await post(path, 'application/json', '{}');
      expect(connect.status).toBe(404);
      expect(await connect.json()).toMatchObject({ code: 'unimplemented' });
      const { status, headers } = await grpc(path, envelope(Buffer.alloc(0)));
      expect({ status, code: headers['grpc-status'] }).toEqual({ status: 200, code: '12' });
      const web = await post(path, 'application/grpc-web+proto', envelope(Buffer.alloc(0)));
      expect(web.headers.get('grpc-status')).toBe('12');
    },
  );

  test('a path of nobody', async () => {
    const response = await fetch(`${product.url}/nobody`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 5,
      message: 'not found',
      details: [{ reason: 'PATH_UNKNOWN' }],
    });
  });
});

describe('bad requests', () => {
  test('another content type, another method', async () => {
    expect((await post(`${SERVICE}/GetUser`, 'text/plain', 'x')).status).toBe(415);
    expect((await fetch(`${product.url}${SERVICE}/GetUser`)).status).toBe(405);
  });

  test.each(['[', 'a b', '\x80', '%'])('Host: %s', async (host) => {
    const answer = await exchange(
      product,
      `POST ${SERVICE}/GetUser HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each([
    ['connect-timeout-ms', 'soon'],
    ['content-encoding', 'nonsense'],
  ])('%s: %s', async (name, value) => {
    const response = await post(`${SERVICE}/GetUser`, 'application/json', '{}', { [name]: value });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect([400, 501]).toContain(response.status);
  });

  test('timeouts that no timer can hold do not end the call at once', async () => {
    const connect = await post(`${SERVICE}/GetUser`, 'application/json', '{}', { 'connect-timeout-ms': '9999999999' });
    expect(connect.status).toBe(200);
    const { headers } = await grpc(`${SERVICE}/GetUser`, envelope(Buffer.alloc(0)), { 'grpc-timeout': '99999999H' });
    expect(headers['grpc-status']).toBe('0');
  });
});
