// What is more than a process takes on is refused at once, in the words of the protocol; and connections do not live for ever.
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import { afterEach, expect, test } from 'vitest';
import { clientOf, PROTOCOLS } from './clients.js';
import { fakeAreas, type Product, type ProductOptions, startProduct } from './product.js';
import { envelope, open } from './raw.js';

const PATH = '/raystack.frontier.v1beta1.FrontierService/GetUser';

let product: Product;
const sessions: ClientHttp2Session[] = [];

async function start(limits: ProductOptions['limits'], options: ProductOptions = {}): Promise<Product> {
  product = await startProduct({ ...options, limits: limits ?? {} });
  return product;
}

afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  await product.close(0);
});

/** A GetUser that does not answer `held` before it is told to. */
function gate() {
  const { promise: released, resolve: release } = withResolvers();
  const { promise: running, resolve: entered } = withResolvers();
  const getUser = async ({ id }: { readonly id: string }) => {
    if (id === 'held') {
      entered();
      await released;
    }
    return { user: { id: 'done' } };
  };
  return { areas: fakeAreas({ frontier: { getUser } }), release, running };
}

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function session(): ClientHttp2Session {
  const opened = connect(product.url);
  opened.on('error', () => {});
  sessions.push(opened);
  return opened;
}

/** Begins a gRPC call of `type`; the caller sends its body. */
function begin(on: ClientHttp2Session, type = 'application/grpc'): ClientHttp2Stream {
  const headers = { ':method': 'POST', ':path': PATH, 'content-type': type, te: 'trailers' };
  const stream = on.request({ ...headers, authorization: 'Bearer good' });
  stream.on('error', () => {});
  return stream.resume();
}

async function statusOf(stream: ClientHttp2Stream): Promise<unknown> {
  let headers: IncomingHttpHeaders = {};
  const note = (given: IncomingHttpHeaders) => {
    headers = { ...headers, ...given };
  };
  stream.on('response', note).on('trailers', note);
  // It closes only when the client has said all, too.
  await Promise.race([once(stream, 'end'), once(stream, 'close')]);
  return headers['grpc-status'] ?? headers[':status'];
}

test.each(PROTOCOLS)('a call too many is refused at once: %s', async (protocol) => {
  const { areas, release, running } = gate();
  await start({ maxCalls: 1 }, { areas });
  const held = clientOf('grpc-js', product.url);
  const client = clientOf(protocol, product.url);
  const first = held.getUser('held');
  await running;
  const refused = await client.getUser('x');
  expect(refused).toMatchObject({ code: 'resource_exhausted' });
  expect(refused.details).toContainEqual(expect.objectContaining({ reason: 'TOO_MANY_CALLS' }));
  release();
  expect(await first).toMatchObject({ code: 'ok' });
  await expect.poll(async () => (await client.getUser('x')).code).toBe('ok');
  held.close();
  client.close();
});

test('a call too many over REST is told when to come again; health and metrics are answered all the same', async () => {
  const { areas, release, running } = gate();
  await start({ maxCalls: 1 }, { areas });
  const held = clientOf('grpc-js', product.url);
  const first = held.getUser('held');
  await running;
  const refused = await fetch(`${product.url}/v1beta1/users/x`, { headers: { authorization: 'Bearer good' } });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  for (const path of ['/ping', '/readyz', '/metrics']) expect((await fetch(`${product.url}${path}`)).status).toBe(200);
  release();
  await first;
  held.close();
});

test('a connection too many is closed as it comes', async () => {
  await start({ maxConnections: 2 });
  const kept = [open(product), open(product)];
  for (const { socket } of kept) socket.write('GET /ping HTTP/1.1\r\nHost: x\r\n\r\n');
  for (const { received } of kept) await expect.poll(received).toContain('SERVING');
  expect(await open(product).closed).toBe('');
  kept[0]?.socket.destroy();
  await kept[0]?.closed;
  await expect.poll(() => fetch(`${product.url}/ping`).then(({ status }) => status, String)).toBe(200);
  kept[1]?.socket.destroy();
});

test('how many calls a connection may have under way is told to it', async () => {
  await start({ maxStreams: 7 });
  const [settings] = await once(session(), 'remoteSettings');
  expect(settings).toMatchObject({ maxConcurrentStreams: 7 });
});

const BODY = envelope(Buffer.concat([Buffer.of(0x0a, 0x80, 0x80, 0x04), Buffer.alloc(65_536, 'x')]));

test.each([
  ['the lane', 'application/grpc', '8'],
  ['Connect', 'application/grpc-web', '8'],
  ['REST', 'application/json', 429],
])('more bytes than may be in flight are refused, until others have been read: %s', async (_, type, status) => {
  await start({ maxBytesInFlight: 100_000 });
  const filling = begin(session());
  await new Promise<void>((resolve) => filling.write(BODY.subarray(0, 60_000), () => resolve()));
  // It has been read once something sent after it on the same connection is answered.
  await statusOf(begin(filling.session as ClientHttp2Session).end(envelope(Buffer.alloc(0))));
  const refused = begin(session(), type);
  const answer = statusOf(refused);
  refused.write(BODY);
  expect(await answer).toBe(status);
  const done = statusOf(filling);
  filling.end(BODY.subarray(60_000));
  expect(await done).toBe('0');
  expect(await statusOf(begin(session()).end(BODY))).toBe('0');
});

test('a connection takes a whole MiB of its calls at once, so that none of them waits for a share of less', async () => {
  await start({});
  const opened = session();
  await once(opened, 'remoteSettings');
  await new Promise((resolve) => opened.ping(resolve));
  expect(opened.state.remoteWindowSize).toBe(1024 * 1024);
});

test('bytes in flight over HTTP/1.1, and what was reset is not in flight any more', async () => {
  await start({ maxBytesInFlight: 100_000 });
  const head = `POST /v1beta1/check HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\n`;
  const filling = begin(session());
  await new Promise<void>((resolve) => filling.write(BODY.subarray(0, 60_000), () => resolve()));
  await statusOf(begin(filling.session as ClientHttp2Session).end(envelope(Buffer.alloc(0))));
  const refused = open(product);
  refused.socket.write(
    `${head}Transfer-Encoding: chunked\r\n\r\n${(60_000).toString(16)}\r\n${' '.repeat(60_000)}\r\n`,
  );
  expect(await refused.closed).toMatch(/^HTTP\/1\.1 429 [\s\S]*retry-after: 1\r\n/i);
  filling.close();
  await once(filling, 'close');
  await expect.poll(() => statusOf(begin(session()).end(BODY))).toBe('0');
});

test('a connection that comes of age is told so, and what runs on it is finished', async () => {
  const { areas, release, running } = gate();
  await start({ maxAgeMs: 300 }, { areas });
  const aging = session();
  const told = once(aging, 'goaway');
  const call = begin(aging);
  const status = statusOf(call);
  call.end(envelope(Buffer.from([0x0a, 4, ...Buffer.from('held')])));
  await Promise.all([told, running]);
  release();
  expect(await status).toBe('0');
  await once(aging, 'close');
});

test('what still runs after the grace is cut off', async () => {
  const { areas, running } = gate();
  await start({ maxAgeMs: 300, ageGraceMs: 20 }, { areas });
  const aging = session();
  const call = begin(aging);
  const status = statusOf(call);
  call.end(envelope(Buffer.from([0x0a, 4, ...Buffer.from('held')])));
  await running;
  expect(await status).toBeUndefined();
});

test('over HTTP/1.1 the next answer after that is the last', async () => {
  await start({ maxAgeMs: 30 });
  const { socket, closed } = open(product);
  const ask = () => void socket.write('GET /ping HTTP/1.1\r\nHost: x\r\n\r\n');
  const asking = setInterval(ask, 10);
  expect((await closed).match(/connection: close/gi)).toHaveLength(1);
  clearInterval(asking);
});

test('an idle HTTP/2 connection is asked to go, one with a call is not', async () => {
  const { areas, release, running } = gate();
  await start({ maxIdleMs: 40 }, { areas });
  const busy = session();
  const call = begin(busy);
  const status = statusOf(call);
  call.end(envelope(Buffer.from([0x0a, 4, ...Buffer.from('held')])));
  await running;
  const idle = session();
  await once(idle, 'goaway');
  expect(busy.closed).toBe(false);
  release();
  expect(await status).toBe('0');
});
