// Bodies as they travel: in pieces, too large, broken off; and clients that leave.
import { connect as connectSocket } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { CheckPermissionResponseSchema } from '../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import type { Invoke } from '../../../src/transport/pipeline.js';
import { http2Session, rawRequest, restServer } from './rest-server.js';

const HEAD = 'POST /v1beta1/check HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
const MIB = 1024 * 1024;
const END = '"reason":""';
const tooLarge = { status: 413, code: 8, reason: 'BODY_TOO_LARGE' };

test('chunked, a byte at a time', async () => {
  const { port, received } = await restServer();
  const chunks = [...'{"permission":"get"}'].map((letter) => `1\r\n${letter}\r\n`).join('');
  const answer = await rawRequest(port, `${HEAD}transfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`, END);
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(received).toMatchObject([{ message: { permission: 'get' } }]);
});

test('two requests in one packet, answered in order', async () => {
  const { port, received } = await restServer();
  const request = `${HEAD}content-length: 2\r\n\r\n{}`;
  const answer = await rawRequest(port, request + request.replace('check', 'chec'), '"code":5');
  expect(answer.match(/HTTP\/1.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  expect(received).toHaveLength(1);
});

test('a body of exactly 4 MiB is read', async () => {
  const { url, received } = await restServer();
  const frame = '{"permission":""}';
  const body = frame.replace('""', `"${'x'.repeat(4 * MIB - frame.length)}"`);
  const answer = await fetch(`${url}/v1beta1/check`, { method: 'POST', body });
  expect(answer.status).toBe(415);
  const json = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/v1beta1/check`, { method: 'POST', body, headers: json })).status).toBe(200);
  expect(received).toHaveLength(1);
  const more = await fetch(`${url}/v1beta1/check`, { method: 'POST', body: `${body} `, headers: json });
  expect(await refusal(more)).toMatchObject(tooLarge);
  expect(received).toHaveLength(1);
});

test('too large by Content-Length: refused before the body is sent', async () => {
  const { port, received } = await restServer();
  const answer = await rawRequest(port, `${HEAD}content-length: ${4 * MIB + 1}\r\n\r\n`, 'BODY_TOO_LARGE');
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(received).toEqual([]);
});

test('too large by Content-Length where no body is read', async () => {
  const { port } = await restServer();
  const head = 'GET /v1beta1/users HTTP/1.1\r\nhost: x\r\n';
  expect(await rawRequest(port, `${head}content-length: 999999999999\r\n\r\n`, 'LARGE')).toMatch(/^HTTP\/1.1 413 /);
});

test('too large in chunks: refused before the end, and the connection goes on when there is one', async () => {
  const { port, received } = await restServer({ maxBodyBytes: 100 });
  const chunk = `40\r\n${' '.repeat(64)}\r\n`;
  const large = `${HEAD}transfer-encoding: chunked\r\n\r\n${chunk.repeat(2)}`;
  expect(await rawRequest(port, large, 'BODY_TOO_LARGE')).toMatch(/^HTTP\/1.1 413 /);
  expect(received).toEqual([]);
  const next = `${HEAD}content-length: 2\r\n\r\n{}`;
  const both = await rawRequest(port, `${large}${chunk.repeat(3)}0\r\n\r\n${next}`, END);
  expect(both.match(/HTTP\/1.1 (\d+)/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
});

test('too large without an end: cut off', async () => {
  const { port, received } = await restServer({ maxBodyBytes: 100 });
  const chunk = `400\r\n${' '.repeat(1024)}\r\n`;
  const answer = await rawRequest(port, `${HEAD}transfer-encoding: chunked\r\n\r\n${chunk.repeat(4)}`);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(received).toEqual([]);
});

test('half a body, then the end of the connection', async () => {
  const { port, received } = await restServer();
  await new Promise<void>((resolve) => {
    const socket = connectSocket(port, '127.0.0.1', () => socket.end(`${HEAD}content-length: 100\r\n\r\n{}`));
    socket.on('close', () => resolve()).resume();
  });
  await aliveAndUntouched(port, received);
});

test('half a body, then a reset', async () => {
  const { port, received } = await restServer();
  await new Promise<void>((resolve) => {
    const socket = connectSocket(port, '127.0.0.1', () => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`, () => socket.resetAndDestroy());
    });
    socket.on('error', () => {}).on('close', () => resolve());
  });
  await aliveAndUntouched(port, received);
});

test('a chunk size that is none', async () => {
  const { port, received } = await restServer();
  const answer = await rawRequest(port, `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(received).toEqual([]);
});

test.each([{ http2: false }, { http2: true }])('the signal fires when the client leaves: $http2', async ({ http2 }) => {
  const gone = deferred();
  const started = deferred();
  const invoke: Invoke = async (_, __, { signal }) => {
    started.resolve();
    signal?.addEventListener('abort', () => gone.resolve());
    await gone.promise;
    return create(CheckPermissionResponseSchema);
  };
  const { port } = await restServer({ http2, invoke });
  if (http2) {
    const stream = http2Session(port).request({ ':path': '/v1beta1/users' });
    stream.on('error', () => {}).end();
    await started.promise;
    stream.close();
  } else {
    const socket = connectSocket(port, '127.0.0.1', () => socket.write(`${HEAD}content-length: 2\r\n\r\n{}`));
    await started.promise;
    socket.destroy();
  }
  await gone.promise;
});

test('the signal stays quiet when the answer is out', async () => {
  let signal: AbortSignal | undefined;
  const invoke: Invoke = (_, __, meta) => {
    signal = meta.signal;
    return create(CheckPermissionResponseSchema);
  };
  const { port } = await restServer({ invoke });
  await rawRequest(port, `${HEAD}content-length: 2\r\nconnection: close\r\n\r\n{}`);
  expect(signal?.aborted).toBe(false);
});

async function refusal(answer: Response) {
  const { code, details } = (await answer.json()) as { code: number; details: { reason: string }[] };
  return { status: answer.status, code, reason: details[0]?.reason };
}

async function aliveAndUntouched(port: number, received: readonly unknown[]): Promise<void> {
  expect(await rawRequest(port, `${HEAD}content-length: 2\r\n\r\n{}`, END)).toMatch(/^HTTP\/1.1 200 /);
  expect(received).toHaveLength(1);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
