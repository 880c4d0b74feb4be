// RFC 6749: client authentication, and what requests the token endpoint takes.
import { beforeAll, describe, expect, test } from 'vitest';
import { basic } from '../support/app.js';
import { ask, expectError, type Fields, openWorld, post, request, tokenOf, type World } from './support.js';

let world: World;
let post6749: (fields: Fields, headers?: Record<string, string>) => ReturnType<typeof post>;
const TOKEN = '/oauth2/token';
const GRANT = { grant_type: 'client_credentials' };

beforeAll(async () => {
  world = await openWorld();
  post6749 = (fields, headers = {}) => post(world.app, TOKEN, { fields, headers });
});

const own = () => ({ client_id: world.client.id, client_secret: world.client.secret });

describe('§2.3.1 client password', () => {
  test('by HTTP Basic, and by the body', async () => {
    for (const answer of [await ask(world, GRANT), await post6749({ ...GRANT, ...own() })]) {
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    }
  });

  test('form-encoded in Basic, as the RFC has it, or as it is', async () => {
    const { id, secret } = world.client;
    const encoded = (text: string) => text.replace(/[^0-9A-Za-z]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
    for (const authorization of [basic(id, secret), basic(encoded(id), encoded(secret))])
      expect((await post6749(GRANT, { authorization })).status).toBe(200);
  });

  test('the name of the scheme in any case', async () => {
    const value = world.client.basic.slice(6);
    for (const scheme of ['basic', 'BASIC'])
      expect((await post6749(GRANT, { authorization: `${scheme} ${value}` })).status).toBe(200);
  });

  test('never in the query', async () => {
    for (const [name, value] of Object.entries({ ...own(), ...GRANT, scope: 'app_project_get' }))
      expectError(
        await post(world.app, `${TOKEN}?${new URLSearchParams({ [name]: value })}`, {
          fields: { ...GRANT, ...own(), [name]: undefined },
        }),
        400,
        'invalid_request',
      );
  });

  test('a query of other parameters is left alone (§3.2)', async () => {
    expect((await post(world.app, `${TOKEN}?tenant=a`, { fields: { ...GRANT, ...own() } })).status).toBe(200);
  });
});

describe('§2.3 one method of authentication in a request', () => {
  test.each<[string, () => Fields]>([
    ['Basic and the body', () => own()],
    ['Basic and an assertion', () => ({ client_assertion: 'a.b.c', client_assertion_type: 'x' })],
    ['Basic and half an assertion', () => ({ client_assertion_type: 'x' })],
  ])('%s', async (_, more) => {
    expectError(await ask(world, { ...GRANT, ...more() }), 400, 'invalid_request');
  });

  test('the body and an assertion', async () => {
    expectError(await post6749({ ...GRANT, ...own(), client_assertion: 'a.b.c' }), 400, 'invalid_request');
  });

  test('an access token and the body', async () => {
    const authorization = `Bearer ${await tokenOf(world)}`;
    expectError(await post6749({ ...GRANT, ...own() }, { authorization }), 400, 'invalid_request');
  });

  test('a client_id beside Basic must be the same', async () => {
    expect((await ask(world, { ...GRANT, client_id: world.client.id })).status).toBe(200);
    expectError(await ask(world, { ...GRANT, client_id: world.tenant.secretId }), 400, 'invalid_request');
  });
});

describe('§3.2 requests', () => {
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])('%s is not for this endpoint', async (method) => {
    const answer = await request(world.app.baseUrl + TOKEN, { method, headers: { authorization: world.client.basic } });
    expect([answer.status, answer.header('allow')]).toEqual([405, 'POST']);
    if (method !== 'HEAD') expectError(answer, 405, 'invalid_request');
  });

  test('no header makes a POST of another method', async () => {
    const answer = await request(`${world.app.baseUrl + TOKEN}?_method=POST`, {
      headers: { 'x-http-method-override': 'POST', authorization: world.client.basic },
    });
    expect(answer.status).toBe(405);
  });

  test.each(['grant_type', 'client_id', 'client_secret', 'scope', 'assertion', 'nonsense'])(
    '%s twice',
    async (name) => {
      const fields = { ...GRANT, ...own(), scope: 'app_project_get', assertion: 'x', nonsense: 'x' };
      const value = fields[name as keyof typeof fields];
      expectError(await post6749([...Object.entries(fields), [name, value]]), 400, 'invalid_request');
      expectError(await post6749([...Object.entries(fields), [name, '']]), 400, 'invalid_request');
    },
  );

  test('unknown parameters are ignored, also those that look like known ones', async () => {
    expect((await ask(world, { ...GRANT, audience_: 'x', 'scope[]': 'x', Scope: 'x' })).status).toBe(200);
    expectError(await post6749({ Grant_Type: 'client_credentials', ...own() }), 400, 'invalid_request');
    expectError(await post6749({ ...GRANT, 'client_id[]': own().client_id }), 401, 'invalid_client');
  });

  test('a parameter without a value counts as left out', async () => {
    expect((await ask(world, { ...GRANT, scope: '', client_assertion: '', resource: '' })).status).toBe(200);
    expectError(await ask(world, { grant_type: '' }), 400, 'invalid_request');
  });

  test.each([
    ['text/plain', undefined],
    ['multipart/form-data; boundary=x', undefined],
    ['application/x-www-form-urlencoded; charset=utf-16', undefined],
    ['', undefined],
    ['application/xml', undefined],
    ['application/json', 'grant_type=client_credentials'],
    ['application/x-www-form-urlencoded', '{"grant_type":"client_credentials"}'],
    ['application/x-www-form-urlencoded', 'grant_type=%zz'],
    ['application/x-www-form-urlencoded', 'grant_type=%ff'],
    ['application/x-www-form-urlencoded', ''],
  ])('content type %j, body %j', async (type, given) => {
    const body = Buffer.from(given ?? `grant_type=client_credentials`);
    const answer = await request(world.app.baseUrl + TOKEN, {
      method: 'POST',
      headers: { authorization: world.client.basic, ...(type !== '' && { 'content-type': type }) },
      body,
    });
    expectError(answer, 400, 'invalid_request');
  });

  test('compressed, or larger than it may be', async () => {
    const authorization = world.client.basic;
    expectError(await post6749(GRANT, { authorization, 'content-encoding': 'gzip' }), 400, 'invalid_request');
    expectError(await post6749({ ...GRANT, scope: 'x'.repeat(70_000) }, { authorization }), 413, 'invalid_request');
  });

  test('10,000 parameters', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => [`p${index}`, ''] as const);
    expect(
      (await post6749([...Object.entries(GRANT), ...many.slice(0, 5_000)], { authorization: world.client.basic }))
        .status,
    ).toBe(200);
    expectError(await post6749(many, { authorization: world.client.basic }), 413, 'invalid_request');
  });

  test('two headers Authorization are refused before anything else', async () => {
    const answer = await request(world.app.baseUrl + TOKEN, {
      method: 'POST',
      headers: [
        ['content-type', 'application/x-www-form-urlencoded'],
        ['authorization', world.client.basic],
        ['authorization', world.client.basic],
      ],
      body: 'grant_type=client_credentials',
    });
    expect([400, 401]).toContain(answer.status);
  });
});

describe('JSON in place of a form', () => {
  const json = (value: unknown, headers = {}) =>
    post(world.app, TOKEN, {
      body: JSON.stringify(value),
      headers: { 'content-type': 'application/json', ...headers },
    });

  test('in either case, and by id and secret alone', async () => {
    const { id, secret } = world.client;
    const bodies = [
      { ...GRANT, ...own() },
      { grantType: 'client_credentials', clientId: id, clientSecret: secret },
      { clientId: id, secret },
    ];
    for (const body of bodies) expect(await json(body)).toMatchObject({ status: 200, json: { token_type: 'Bearer' } });
    expect((await json(GRANT, { authorization: world.client.basic })).status).toBe(200);
  });

  test.each([
    [{ grant_type: 1 }],
    [{ grant_type: null }],
    [{ grant_type: ['client_credentials'] }],
    [{ ...GRANT, scope: {} }],
    [{ ...GRANT, resource: [1] }],
    [{ ...GRANT, grantType: 'client_credentials' }],
    [[GRANT]],
    ['client_credentials'],
    [null],
  ])('%j', async (body) => {
    expectError(await json(body, { authorization: world.client.basic }), 400, 'invalid_request');
  });
});
