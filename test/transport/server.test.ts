// One port: protocols told apart, limits that hold on every door, and leaving without losing a call.
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer as createNetServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { createAdmission } from '../../src/transport/admission.js';
import { createGrpcUnary } from '../../src/transport/grpc-unary.js';
import { http2Server } from '../../src/transport/http2/server.js';
import { MAX_HEADER_COUNT } from '../../src/transport/limits.js';
import { createServer } from '../../src/transport/server.js';
import { sniff } from '../../src/transport/sniff.js';
import { clientOf } from './clients.js';
import { fakeAreas, LIMITS, type Product, type ProductOptions, startProduct } from './product.js';
import { exchange, open, postHttp2 } from './raw.js';

const SERVICE = '/raystack.frontier.v1beta1.FrontierService';
const DOORS = ['/ping', '/readyz', '/v1beta1/users/self', `${SERVICE}/GetUser`, '/nobody'];
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const EMPTY_SETTINGS = '\0\0\0\x04\0\0\0\0\0';

let product: Product;

async function start(options?: ProductOptions): Promise<Product> {
  product = await startProduct(options);
  return product;
}

afterEach(() => product.close());

/** A GetUser that answers when told to. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let entered = () => {};
  const running = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const areas = fakeAreas({
    frontier: {
      getUser: async () => {
        entered();
        await opened;
        return { user: { id: 'done' } };
      },
    },
  });
  return { areas, open, running };
}

const GET_USER = `POST ${SERVICE}/GetUser HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;

test('HTTP/1.1 and HTTP/2 on one port, by one byte at a time', async () => {
  const { socket, received } = open(await start());
  for (const byte of 'GET /ping HTTP/1.1\r\nHost: x\r\n\r\n') {
    socket.write(byte);
    await new Promise(setImmediate);
  }
  await expect.poll(received).toContain('{"status":"SERVING"}');
  socket.destroy();

  const second = open(product);
  for (const byte of PREFACE + EMPTY_SETTINGS) {
    second.socket.write(byte, 'latin1');
    await new Promise(setImmediate);
  }
  // Both SETTINGS and the acknowledgement of ours are frames of type 4.
  await expect.poll(() => second.received().includes('\0\0\0\x04\x01\0\0\0\0')).toBe(true);
  second.socket.destroy();
});

test('a method that begins like the preface is HTTP/1.1', async () => {
  const answer = await exchange(await start(), 'PRI /ping HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('several requests on one connection, a body among them', async () => {
  const { socket, received } = open(await start());
  socket.write(`${GET_USER}GET /ping HTTP/1.1\r\nHost: x\r\n\r\n`);
  await expect.poll(received).toMatch(/HTTP\/1\.1 200 OK[\s\S]+HTTP\/1\.1 200 OK[\s\S]+SERVING/);
  socket.destroy();
});

test('a connection that says nothing, or not enough, is closed in time', async () => {
  product = await startProduct();
  const decided: string[] = [];
  const server = createNetServer((socket) => sniff(socket, 30, (protocol) => decided.push(protocol)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const said of ['', 'P', PREFACE.slice(0, 23)]) {
    const socket = connect(port, '127.0.0.1');
    if (said !== '') socket.write(said);
    await new Promise((resolve) => socket.once('close', resolve).resume());
  }
  expect(decided).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

test('connections that end or break at any point trouble nobody', async () => {
  await start();
  for (const said of [
    '',
    'G',
    PREFACE.slice(0, 10),
    PREFACE,
    PREFACE + EMPTY_SETTINGS,
    GET_USER.slice(0, 60),
    GET_USER.slice(0, -1),
  ]) {
    const ended = open(product);
    ended.socket.end(said, 'latin1');
    await ended.closed;
    const broken = open(product);
    await new Promise<void>((resolve) => broken.socket.write(said || '\0', 'latin1', () => resolve()));
    broken.socket.resetAndDestroy();
    await broken.closed;
  }
  expect((await fetch(`${product.url}/ping`)).status).toBe(200);
});

test('a client that has said all it will is still answered', async () => {
  const { socket, closed } = open(await start());
  socket.end(GET_USER);
  expect(await closed).toMatch(/^HTTP\/1\.1 200 OK/);
});

test.each(DOORS)('two Authorization headers are refused: %s', async (path) => {
  await start();
  const twice = 'Authorization: Bearer good\r\nAUTHORIZATION: Bearer other\r\n';
  const answer = await exchange(product, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${twice}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('more than one Authorization header');

  const { socket, received } = open(product);
  socket.write(PREFACE + EMPTY_SETTINGS, 'latin1');
  socket.write(headersFrame(path, ['authorization', 'Bearer good'], ['authorization', 'Bearer other']));
  await expect.poll(received).toContain('more than one Authorization header');
  socket.destroy();
});

test('over gRPC that is its own error', async () => {
  const answer = await exchange(
    await start(),
    `${GET_USER.replace('application/json', 'application/grpc').slice(0, -4)}Authorization: x\r\nConnection: close\r\n\r\n{}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain('grpc-status: 3\r\n');
  expect(answer).toContain('grpc-message: more than one Authorization header\r\n');
});

test('too many headers, or too long ones', async () => {
  await start();
  const get = (headers: string) =>
    exchange(product, `GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
  expect(await get('a: b\r\n'.repeat(2000))).toMatch(/^HTTP\/1\.1 431 /);
  expect(await get(`Authorization: Basic ${'a'.repeat(17_000)}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await get('a: b\r\n'.repeat(MAX_HEADER_COUNT - 2))).toMatch(/^HTTP\/1\.1 200 /);
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`a${index}`, 'Basic x']));
  await expect(postHttp2(product, { ':path': '/ping', ...many }, Buffer.alloc(0))).rejects.toThrow();
  expect((await fetch(`${product.url}/ping`)).status).toBe(200);
});

test('an HTTP/2 client that is not there any more is hung up on', async () => {
  await start();
  const http2 = http2Server({
    dispatch: () => {},
    lane: createGrpcUnary({ methods: [], invoke: () => Promise.reject() }),
    clock: systemClock,
    admission: createAdmission(LIMITS),
    limits: { ...LIMITS, keepAliveMs: 20 },
  });
  const server = createNetServer((socket) => http2.accept(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const there = connectHttp2(`http://127.0.0.1:${port}`);
  const mute = connect(port, '127.0.0.1').resume();
  mute.write(PREFACE + EMPTY_SETTINGS, 'latin1');
  await new Promise((resolve) => mute.once('close', resolve));
  expect(there.closed).toBe(false);
  there.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('listening where somebody else does is an error', async () => {
  await start();
  const other = createServer({
    unary: createGrpcUnary({ methods: [], invoke: () => Promise.reject() }),
    doors: [],
    limits: LIMITS,
    clock: systemClock,
    random: systemRandom,
    drain: () => {},
  });
  await expect(other.listen(product.host, product.port)).rejects.toThrow('EADDRINUSE');
});

test('leaving: idle and silent connections close at once, new ones are refused', async () => {
  await start();
  const idle = open(product);
  idle.socket.write('GET /ping HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(idle.received).toContain('SERVING');
  const silent = open(product);
  await new Promise((resolve) => silent.socket.once('connect', resolve));
  const http2 = connectHttp2(product.url);
  await new Promise((resolve) => http2.once('remoteSettings', resolve));
  const goaway = new Promise((resolve) => http2.once('goaway', resolve));
  await product.close(60_000);
  await Promise.all([idle.closed, silent.closed, goaway]);
  await expect(fetch(`${product.url}/ping`)).rejects.toThrow();
});

test.each(['grpc-js', 'connect json', 'grpc-web 2'] as const)(
  'leaving: a running call is answered: %s',
  async (protocol) => {
    const { areas, open: release, running } = gate();
    await start({ areas });
    const client = clientOf(protocol, product.url);
    const call = client.getUser('x');
    await running;
    const left = product.close(60_000);
    release();
    expect(await call).toMatchObject({ code: 'ok' });
    client.close();
    await left;
  },
);

test('leaving: the last answer on a connection says so', async () => {
  const { areas, open: release, running } = gate();
  const { socket, closed } = open(await start({ areas }));
  socket.write(GET_USER);
  await running;
  const left = product.close(60_000);
  release();
  expect(await closed).toMatch(/^HTTP\/1\.1 200 OK[\s\S]+connection: close/i);
  await left;
});

test('leaving: what does not finish is cut off', async () => {
  const { areas, running } = gate();
  await start({ areas });
  const client = clientOf('grpc-js', product.url);
  const grpc = client.getUser('x');
  await running;
  const { socket, closed } = open(product);
  socket.write(GET_USER);
  const { closed: halfSent, socket: half } = open(product);
  half.write(GET_USER.slice(0, -1));
  await product.close(50);
  await Promise.all([closed, halfSent]);
  expect((await grpc).code).toBe('unavailable');
  client.close();
});

/** HEADERS of a GET, ending the stream; every field a literal (RFC 7541 §6.2.2). */
function headersFrame(path: string, ...fields: readonly (readonly [string, string])[]): Buffer {
  const all = [[':method', 'GET'], [':scheme', 'http'], [':path', path], [':authority', 'x'], ...fields] as const;
  const payload = Buffer.concat(
    all.map(([name, value]) => Buffer.concat([Buffer.of(0), literal(name), literal(value)])),
  );
  const head = Buffer.of(0, payload.length >> 8, payload.length & 255, 1, 0x05, 0, 0, 0, 1);
  return Buffer.concat([head, payload]);
}

function literal(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);
}
