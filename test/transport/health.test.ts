// Health over HTTP and grpc.health.v1, while serving, while a part is missing, and while leaving.
import { createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, expect, test } from 'vitest';
import { Health, HealthCheckResponse_ServingStatus as Status } from '../../gen/health/v1/health_pb.js';
import { systemClock } from '../../src/kernel/clock.js';
import { createHealth } from '../../src/transport/index.js';
import { type Product, type ProductOptions, startProduct } from './product.js';

let product: Product;

async function start(options?: ProductOptions): Promise<Product> {
  product = await startProduct(options);
  return product;
}

afterEach(() => product?.close());

async function get(path: string, method = 'GET') {
  const response = await fetch(`${product.url}${path}`, { method });
  const text = await response.text();
  return { status: response.status, body: text === '' ? '' : JSON.parse(text), allow: response.headers.get('allow') };
}

test('serving', async () => {
  await start();
  expect(await get('/ping')).toMatchObject({ status: 200, body: { status: 'SERVING' } });
  expect(await get('/healthz?verbose')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { ready: true, checks: { database: 'ok' } } });
  expect(await get('/ping', 'HEAD')).toMatchObject({ status: 200, body: '' });
  expect(await get('/ping', 'POST')).toMatchObject({ status: 405, allow: 'GET, HEAD' });
});

test('not ready when a part says so', async () => {
  await start({ ready: async () => ({ ready: false, checks: { database: 'refused' } }) });
  expect(await get('/readyz')).toMatchObject({ status: 503, body: { ready: false, checks: { database: 'refused' } } });
  expect(await get('/healthz')).toMatchObject({ status: 200 });
});

test('not ready when a part fails', async () => {
  await start({ ready: () => Promise.reject(new Error('secret')) });
  const { status, body } = await get('/readyz');
  expect(status).toBe(503);
  expect(JSON.stringify(body)).not.toContain('secret');
});

test('not ready when a part never answers', async () => {
  const health = createHealth({ clock: systemClock, ready: () => new Promise(() => {}) });
  expect(await health.readiness()).toMatchObject({ ready: false });
});

test.each(['gRPC', 'Connect'])('grpc.health.v1 over %s', async (protocol) => {
  let ready = true;
  await start({ ready: async () => ({ ready, checks: {} }) });
  const options = { baseUrl: product.url };
  const transport =
    protocol === 'gRPC' ? createGrpcTransport(options) : createConnectTransport({ ...options, httpVersion: '1.1' });
  const client = createClient(Health, transport);
  for (const service of ['', 'raystack.frontier.v1beta1.FrontierService', 'grpc.health.v1.Health'])
    expect(await client.check({ service })).toMatchObject({ status: Status.SERVING });
  await expect(client.check({ service: 'nonsense' })).rejects.toThrow('[not_found] service not found');
  expect((await client.list({})).statuses['raystack.frontier.v1beta1.AdminService']).toMatchObject({
    status: Status.SERVING,
  });
  ready = false;
  expect(await client.check({})).toMatchObject({ status: Status.NOT_SERVING });
});

test('a watch says what is, then what changes, and ends when the process leaves', async () => {
  await start();
  const client = createClient(Health, createGrpcTransport({ baseUrl: product.url }));
  const watch = client.watch({})[Symbol.asyncIterator]();
  expect(await watch.next()).toMatchObject({ value: { status: Status.SERVING } });
  const unknown = client.watch({ service: 'nonsense' })[Symbol.asyncIterator]();
  expect(await unknown.next()).toMatchObject({ value: { status: Status.SERVICE_UNKNOWN } });
  const left = product.close(60_000);
  expect(await watch.next()).toMatchObject({ value: { status: Status.NOT_SERVING } });
  await expect(watch.next()).rejects.toThrow('[unavailable] the server is leaving');
  await expect(unknown.next()).rejects.toThrow('[unavailable] the server is leaving');
  await left;
});
