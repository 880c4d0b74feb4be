// RFC 8414: the metadata, where it is, that it comes from the settings alone, and that all it says is so.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ISSUER, startApp, type TestApp } from '../support/app.js';
import { openWorld, request, type World } from './support.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';
const BASE_PATH = '/auth/eu';

let world: World;
let below: TestApp;
beforeAll(async () => {
  world = await openWorld();
  below = await startApp({ settings: { FRONTIER_ISSUER: `${ISSUER}${BASE_PATH}` } });
});
afterAll(() => below.close());

const get = (path: string, init: RequestInit = {}) => request(world.app.baseUrl + path, init);

describe('§3 where it is', () => {
  test.each([WELL_KNOWN, OPENID])('%s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.header('content-type')).toBe('application/json');
    expect(answer.header('cache-control')).toBe('public, max-age=300');
    expect(answer.json['issuer']).toBe(ISSUER);
  });

  test('§3.1 of an issuer with a path', async () => {
    const paths = [`${WELL_KNOWN}${BASE_PATH}`, `${OPENID}${BASE_PATH}`, `${BASE_PATH}${OPENID}`, WELL_KNOWN];
    for (const path of paths) {
      const { json } = await request(below.baseUrl + path, {});
      expect(json).toMatchObject({
        issuer: `${ISSUER}${BASE_PATH}`,
        token_endpoint: `${ISSUER}${BASE_PATH}/oauth2/token`,
      });
    }
    expect((await get(`${WELL_KNOWN}${BASE_PATH}`)).status).toBe(404);
    expect((await request(`${below.baseUrl}${WELL_KNOWN}/other`, {})).status).toBe(404);
  });

  test('GET and HEAD', async () => {
    const head = await get(WELL_KNOWN, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    const answer = await get(WELL_KNOWN, { method: 'POST' });
    expect([answer.status, answer.header('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('§2 what it says', () => {
  test('no header has a say in it', async () => {
    const { text } = await get(WELL_KNOWN);
    const headers = {
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/evil',
      forwarded: 'host=evil.test;proto=http',
    };
    expect((await get(WELL_KNOWN, { headers })).text).toBe(text);
    expect(text).not.toContain('127.0.0.1');
  });

  test('the members', async () => {
    const { json } = await get(WELL_KNOWN);
    expect(json).toMatchObject({
      issuer: ISSUER,
      response_types_supported: [],
      grant_types_supported: [
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
    });
    expect(JSON.stringify(json)).not.toContain('none');
  });

  test.each([
    ['', () => world.app],
    [BASE_PATH, () => below],
  ])('all of it is there, below %j', async (path, of) => {
    const { baseUrl } = of();
    const { json } = await request(baseUrl + WELL_KNOWN, {});
    const urls = Object.entries(json).filter(([name]) => /_(endpoint|uri)$/.test(name));
    expect(urls.map(([name]) => name).sort()).toEqual([
      'introspection_endpoint',
      'jwks_uri',
      'revocation_endpoint',
      'token_endpoint',
    ]);
    for (const [name, url] of urls) {
      expect(String(url).startsWith(`${ISSUER}${path}/`)).toBe(true);
      const answer = await request(String(url).replace(ISSUER, baseUrl), name === 'jwks_uri' ? {} : { method: 'POST' });
      expect([name, answer.status]).toEqual([name, name === 'jwks_uri' ? 200 : 400]);
    }
  });

  test('every method of authentication and every grant is taken, at every endpoint that says so', async () => {
    const { json } = await get(WELL_KNOWN);
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      expect(json[`${endpoint}_endpoint_auth_methods_supported`]).toEqual([
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ]);
      expect(json[`${endpoint}_endpoint_auth_signing_alg_values_supported`]).toEqual(['RS256', 'ES256', 'EdDSA']);
    }
    for (const grant_type of json['grant_types_supported'] as string[]) {
      const body = new URLSearchParams({ grant_type });
      const headers = { authorization: world.client.basic };
      expect((await get('/oauth2/token', { method: 'POST', headers, body })).json['error']).not.toBe(
        'unsupported_grant_type',
      );
    }
  });
});
