// Bad input over gRPC: a code that blames the client, the field where there is one, nothing written, the service as it was.
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { envelope, postHttp2 } from '../transport/raw.js';
import { type BadGrpc, badGrpc } from './support/bad-grpc.js';
import { rpcPath } from './support/client.js';
import { detailsOf, failed } from './support/error-details.js';
import { createTenant, imaginary, newestRevision, type Tenant } from './support/tenant.js';

const NAMES = badGrpc(imaginary()).map(({ name }) => name);
const CREATE = rpcPath('CreateServiceUser');

let app: TestApp;
let tenant: Tenant;
let cases: ReadonlyMap<string, BadGrpc>;
let revision: string;

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  cases = new Map(badGrpc(tenant).map((each) => [each.name, each]));
});

beforeEach(async () => {
  revision = await newestRevision(app);
});

afterEach(async () => {
  expect(await newestRevision(app), 'nothing is written').toBe(revision);
  expect((await fetch(`${app.baseUrl}/readyz`)).status).toBe(200);
  expect(app.log, 'nothing is our fault').toEqual([]);
});

test('each case has a name of its own', () => {
  expect(NAMES.filter((name, index) => NAMES.indexOf(name) !== index)).toEqual([]);
});

test.each(NAMES)('%s', async (name) => {
  const found = cases.get(name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  const path = CREATE.replace('CreateServiceUser', found.rpc);
  const { status, headers } = await postHttp2(
    { url: app.baseUrl },
    { ...grpcHeaders(path), ...found.headers },
    found.body,
  );
  expect(status).toBe(200);
  const details = headers['grpc-status-details-bin'];
  const { code, fields } = failed({
    code: Number(headers['grpc-status']),
    message: '',
    details: detailsOf(details === undefined ? undefined : Buffer.from(String(details), 'base64')),
    header: () => undefined,
  });
  expect(`${code} ${headers['grpc-message']}`).toMatch(new RegExp(`^${found.code} \\S`));
  if (found.field !== undefined) expect(fields).toContainEqual(expect.stringMatching(`^${found.field}: `));
});

function grpcHeaders(path: string): Record<string, string> {
  return { ':path': path, 'content-type': 'application/grpc', te: 'trailers', authorization: app.admin.basic };
}

test('2,000 metadata entries of garbage', async () => {
  const garbage = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`x-${index}`, 'Basic YTpi']));
  const call = postHttp2({ url: app.baseUrl }, { ...grpcHeaders(CREATE), ...garbage }, envelope(Buffer.alloc(0)));
  await expect(call).rejects.toThrow();
});

test.each(['the call is cancelled', 'the connection breaks'])('half of a message, then %s', async (end) => {
  const socket = connect(app.port, app.host);
  const session = connectHttp2(app.baseUrl, { createConnection: () => socket });
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', ...grpcHeaders(CREATE) });
  stream.on('error', () => {});
  const half = envelope(Buffer.alloc(100)).subarray(0, 50);
  await new Promise<void>((resolve) => stream.write(half, () => resolve()));
  const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
  if (end === 'the connection breaks') {
    socket.resetAndDestroy();
  } else {
    stream.close(constants.NGHTTP2_CANCEL);
    // Answered after the server has seen the cancellation.
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    session.close();
  }
  await closed;
});
