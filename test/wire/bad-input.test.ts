// Bad input over REST: a 4xx that names the field, nothing written, and the service as it was.
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { basic, sharedApp, type TestApp } from '../support/app.js';
import { exchange, open } from '../transport/raw.js';
import { type BadRequest, badRequests } from './support/bad-requests.js';
import { send } from './support/raw-answer.js';
import { createTenant, imaginary, newestRevision, type Tenant } from './support/tenant.js';

const NAMES = badRequests(imaginary()).map(({ name }) => name);

let app: TestApp;
let tenant: Tenant;
let cases: ReadonlyMap<string, BadRequest>;
let revision: string;

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  cases = new Map(badRequests(tenant).map((each) => [each.name, each]));
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
  const { status, field, reason, ...request } = found;
  const answer = await send(app, { ...request, headers: { authorization: app.admin.basic, ...request.headers } });
  expect(answer.status, answer.body).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json');
  if (status === 405) expect(answer.headers['allow']).toContain('GET');
  const { message, details } = JSON.parse(answer.body);
  expect(message).not.toBe('');
  const violations = details.flatMap((detail: { field_violations?: object[] }) => detail.field_violations ?? []);
  if (field !== undefined) expect(violations).toContainEqual(expect.objectContaining({ field }));
  if (reason !== undefined) expect(details).toContainEqual(expect.objectContaining({ reason }));
});

describe('credentials that cannot be read', () => {
  const encode = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`;

  test.each([
    ['no colon', encode('id and secret')],
    ['nothing but a colon', encode(':')],
    ['nothing at all', 'Basic '],
    ['no base64', 'Basic {}'],
    ['a lone percent', encode('%:%zz')],
    ['NUL', encode('a%00:b\0')],
    ['not UTF-8', encode('\xff:\xfe')],
    ['two spaces of credentials', 'Basic YTpi YTpi'],
    ['another scheme', 'Digest username="x"'],
    ['no scheme', 'YTpi'],
    ['10 kB', encode('a'.repeat(7_000))],
    ['a token of 12 kB', `Bearer ${'a'.repeat(12_000)}`],
    ['a token of dots', `Bearer ${'.'.repeat(2_000)}`],
  ])('%s', async (_, authorization) => {
    const answer = await send(app, { method: 'GET', target: '/v1beta1/users/self', headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringContaining('Basic') } });
  });

  test('a colon in the secret is part of it', async () => {
    const { clientId, clientSecret } = app.admin;
    expect(clientSecret).toContain(':');
    const [start = ''] = clientSecret.split(':');
    const who = async (authorization: string) =>
      (await send(app, { method: 'GET', target: '/v1beta1/users/self', headers: { authorization } })).status;
    expect(await who(basic(clientId, clientSecret))).toBe(200);
    expect(await who(basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret)))).toBe(200);
    expect(await who(basic(clientId, start))).toBe(401);
    expect(await who(basic(clientId, `${clientSecret}:x`))).toBe(401);
    expect(await who(basic(`${clientId}:${start}`, clientSecret.slice(start.length + 1)))).toBe(200);
  });
});

describe('on a bare connection', () => {
  const head = () =>
    `POST /v1beta1/organizations/${tenant.orgId}/serviceusers HTTP/1.1\r\nHost: x\r\nAuthorization: ${app.admin.basic}\r\nContent-Type: application/json\r\n`;
  const body = '{"body":{"title":"half"}}';

  test('2,000 Authorization headers', async () => {
    const garbage = Array.from({ length: 2_000 }, (_, index) => `Authorization: Basic ${index}\r\n`).join('');
    expect(await exchange(app, `GET /v1beta1/users HTTP/1.1\r\nHost: x\r\n${garbage}\r\n`)).toMatch(
      /^HTTP\/1\.1 4\d\d /,
    );
    expect(
      await exchange(app, `GET /v1beta1/users HTTP/1.1\r\nHost: x\r\n${'a: Basic x\r\n'.repeat(2_000)}\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('two Authorization headers, the first of them good', async () => {
    const twice = `Authorization: ${app.admin.basic}\r\nAuthorization: Basic YTpi\r\nConnection: close\r\n`;
    const answer = await exchange(app, `GET /v1beta1/users/self HTTP/1.1\r\nHost: x\r\n${twice}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each([0, 1, 10, 24])('a body of which %i bytes arrive before the client leaves', async (length) => {
    const { socket, closed } = open(app);
    socket.write(`${head()}Content-Length: ${body.length}\r\n\r\n${body.slice(0, length)}`);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.end();
    expect(await closed).not.toMatch(/^HTTP\/1\.1 (2|5)\d\d /);
  });

  test('a connection that breaks in the middle of a body', async () => {
    const { socket, closed } = open(app);
    await new Promise<void>((resolve) =>
      socket.write(`${head()}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`, () => resolve()),
    );
    socket.resetAndDestroy();
    await closed;
  });

  test.each([
    ['a chunk that is no chunk', `Transfer-Encoding: chunked\r\n\r\nzz\r\n${body}\r\n`],
    ['two lengths', `Content-Length: 5\r\nContent-Length: 25\r\n\r\n${body}`],
    ['a length and chunks', `Content-Length: 25\r\nTransfer-Encoding: chunked\r\n\r\n${body}`],
    ['a negative length', `Content-Length: -1\r\n\r\n${body}`],
    ['a header with NUL', `X-Request-Id: a\0b\r\nContent-Length: 25\r\n\r\n${body}`],
    ['a space before a colon', `X-Request-Id : a\r\nContent-Length: 25\r\n\r\n${body}`],
  ])('%s', async (_, rest) => {
    expect(await exchange(app, `${head()}${rest}`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a length over the limit is refused before the body is sent', async () => {
    const { socket, received } = open(app);
    socket.write(`${head()}Content-Length: 5000000\r\n\r\n`);
    await expect.poll(received).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test('chunks beyond the limit', async () => {
    const { socket, received } = open(app);
    socket.write(`${head()}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`;
    for (let sent = 0; sent < 5; sent++) socket.write(chunk);
    await expect.poll(received).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });
});
