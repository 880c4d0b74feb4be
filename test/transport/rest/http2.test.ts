// The same door over HTTP/2.
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { expect, test } from 'vitest';
import { restServer, http2Session as session } from './rest-server.js';

const MIB = 1024 * 1024;

test('answers, errors, HEAD and OPTIONS', async () => {
  const { port, received } = await restServer({ http2: true });
  const client = session(port);
  const json = { ':method': 'POST', ':path': '/v1beta1/check', 'content-type': 'application/json' };
  expect(await exchange(client.request(json), '{"permission":"get"}')).toMatchObject({
    headers: { ':status': 200, 'content-type': 'application/json' },
    text: '{"status":false,"revision":"","reason":"","because":[]}',
  });
  expect(await exchange(client.request(json), '{"permission":5}')).toMatchObject({ headers: { ':status': 400 } });
  const head = await exchange(client.request({ ':method': 'HEAD', ':path': '/v1beta1/auth/jwks' }));
  expect(head).toMatchObject({ headers: { ':status': 200, 'content-length': '11' }, text: '' });
  const nothing = await exchange(client.request({ ':method': 'HEAD', ':path': '/v1beta1/nope' }));
  expect(nothing).toMatchObject({ headers: { ':status': 404 }, text: '' });
  const options = await exchange(client.request({ ':method': 'OPTIONS', ':path': '/v1beta1/check' }));
  expect(options).toMatchObject({ headers: { ':status': 204, allow: 'OPTIONS, POST' } });
  const ignored = client.request({ ':method': 'DELETE', ':path': '/v1beta1/users/u' });
  expect(await exchange(ignored, 'x'.repeat(MIB))).toMatchObject({ headers: { ':status': 200 } });
  expect(received.map(({ method }) => method.split('/')[1])).toEqual(['CheckPermission', 'GetJWKs', 'DeleteUser']);
});

test('too large, with and without Content-Length', async () => {
  const { port, received } = await restServer({ http2: true, maxBodyBytes: 100 });
  const client = session(port);
  const head = { ':method': 'POST', ':path': '/v1beta1/check', 'content-type': 'application/json' };
  const body = ' '.repeat(101);
  expect(await exchange(client.request({ ...head, 'content-length': 101 }), body)).toMatchObject({
    headers: { ':status': 413 },
  });
  expect(await exchange(client.request(head), body)).toMatchObject({ headers: { ':status': 413 } });
  expect(await exchange(client.request(head), ' '.repeat(2 * MIB))).toMatchObject({ headers: { ':status': 413 } });
  expect(await exchange(client.request(head), '{}')).toMatchObject({ headers: { ':status': 200 } });
  expect(received).toHaveLength(1);
});

test('half a body, then a reset', async () => {
  const { port, received } = await restServer({ http2: true });
  const client = session(port);
  const head = { ':method': 'POST', ':path': '/v1beta1/check', 'content-type': 'application/json' };
  const stream = client.request(head);
  stream.on('error', () => {});
  await new Promise((resolve) => stream.write('{}', resolve));
  stream.destroy(new Error('gone'));
  await new Promise((resolve) => stream.once('close', resolve));
  expect(await exchange(client.request(head), '{}')).toMatchObject({ headers: { ':status': 200 } });
  expect(received).toHaveLength(1);
});

/** Reads the answer, whether or not the server takes all of the body. */
function exchange(stream: ClientHttp2Stream, body?: string): Promise<{ headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve) => {
    let headers: IncomingHttpHeaders = {};
    let text = '';
    stream.setEncoding('utf8').on('error', () => {});
    stream.on('response', (received) => {
      headers = received;
    });
    stream.on('data', (chunk) => {
      text += chunk;
    });
    const done = () => resolve({ headers, text });
    stream.on('end', done).on('close', done);
    stream.end(body);
  });
}
