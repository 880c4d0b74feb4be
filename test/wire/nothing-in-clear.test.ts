// After everything that makes, takes or refuses a secret: none of them in the log at its fullest, in an error, a metric, a row, or Redis.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescMessage, JsonObject } from '@bufbuild/protobuf';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { DatabaseConfig } from '../../src/config/index.js';
import { openDatabase } from '../../src/storage/index.js';
import { ALIASES, type Alias } from '../../src/transport/compat/aliases.js';
import { basic, startApp, type TestApp } from '../support/app.js';
import { everyRow, privateParts, spellings } from '../support/leaks.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { ALL_METHODS, type Answer, type Client, text } from './support/client.js';
import { CLIENT_NAMES, openClient } from './support/clients.js';
import { selfSigned } from './support/self-signed.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const MASTER_KEY = randomBytes(32);
const SECRET_FIELDS = ['secret', 'private_key', 'access_token', 'token', 'client_secret'];
/** Whose answers hold a secret: all of these are played. */
const ISSUING = ['AuthToken', 'CreateKey', 'CreateSecret', 'CreateToken'];
/** Whose answers have room for one, and leave it empty. */
const SHOWING_NONE = ['GetSecret', 'ListSecrets', 'ListTokens'];

/** Every secret that was made, in all its spellings, by what it is. */
const made = new Map<string, readonly string[]>();
/** All that must hold none of them. */
const said: { readonly where: string; readonly text: string }[] = [];
const calls = new Set<string>();

let app: TestApp;
let redis: TestRedis | undefined;
let heardByRedis: string[];
let database: DatabaseConfig;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  heardByRedis = [];
  if (hasRedis()) {
    redis = await startRedis();
    const client = new Redis(redis.url);
    const monitor = await client.monitor();
    monitor.on('monitor', (_time, command: string[]) => heardByRedis.push(command.join(' ')));
    cleanups.push(
      () => monitor.disconnect(),
      () => client.disconnect(),
    );
  }
  database = await ownDatabase();
  app = await startApp({
    database,
    settings: {
      FRONTIER_MASTER_KEY: MASTER_KEY.toString('base64'),
      FRONTIER_LOG_LEVEL: 'trace',
      FRONTIER_LIMIT_FAILURES_PER_CLIENT: '5/1m',
      ...(redis && { REDIS_URL: redis.url }),
    },
  });
  made.set('the master key', spellings(MASTER_KEY));
  keepSecret('the administrator', app.admin.clientId, app.admin.clientSecret);
  for (const name of CLIENT_NAMES) await play(openClient(name, app.baseUrl), name);
  await misplace();
  const metrics = await fetch(`${app.baseUrl}/metrics`);
  said.push({ where: 'metrics', text: await metrics.text() });
  await app.close();
  said.push(...app.log.map((line) => ({ where: 'log', text: line })));
  said.push(...heardByRedis.map((line) => ({ where: 'Redis', text: line })));
  await readDatabase();
}, 120_000);

afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
  await redis?.stop();
});

async function ownDatabase(): Promise<DatabaseConfig> {
  if (inject('backend') === 'embedded') {
    const folder = mkdtempSync(join(tmpdir(), 'frontier-test-clear-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    return { kind: 'embedded', folder: join(folder, 'postgres') };
  }
  const { url, drop } = await createPostgresDatabase();
  cleanups.push(drop);
  return { kind: 'postgres', url };
}

function keepSecret(what: string, id: string, secret: string): void {
  const header = basic(id, secret).split(' ')[1] ?? '';
  const parts = /^fr[a-z]_/.test(secret) ? [secret, secret.slice(37)] : [secret];
  const spelled = parts.flatMap((part) => [...spellings(Buffer.from(part)), encodeURIComponent(part), digest(part)]);
  made.set(`the secret of ${what}`, [...spelled, header]);
}

/** A plain digest of a token is as good as the token where digests are looked up. */
function keepToken(what: string, token: string): void {
  const [, payload = '', signature = ''] = token.split('.');
  made.set(`the token of ${what}`, [token, payload, signature, digest(token)]);
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** An answer as text, but for what an issuing RPC answers when all is well. */
function hear(where: string, rpc: string, { code, value, message, reason, fields }: Answer): void {
  calls.add(rpc);
  const answer = code === 'ok' && ISSUING.includes(rpc) ? '' : JSON.stringify(value);
  said.push({ where: `${where}: ${rpc}`, text: [code, message, reason, ...fields, answer].join('\n') });
}

/** Makes one of everything, uses it well and badly, and takes it away. */
async function play(client: Client, name: string): Promise<void> {
  const run = randomUUID().slice(0, 8);
  const as = { authorization: app.admin.basic };
  const ask = async (rpc: string, message: JsonObject, options: object = as): Promise<JsonObject> => {
    const answer = await client.call(rpc, message, options);
    hear(name, rpc, answer);
    return answer.value;
  };
  const organization = await ask('AdminCreateOrganization', { body: { name: `o-${run}` } });
  const org_id = text(organization, 'organization.id');
  const id = text(await ask('CreateServiceUser', { org_id, body: { title: 'r' } }), 'serviceuser.id');
  const named = { id, org_id };
  const { secret } = (await ask('CreateSecret', { ...named, title: 's' })) as { secret: JsonObject };
  const [client_id, client_secret] = [text(secret, 'id'), text(secret, 'secret')];
  keepSecret(`${name}`, client_id, client_secret);
  const { key } = (await ask('CreateKey', { ...named, title: 'k' })) as { key: JsonObject };
  made.set(`the key of ${name}`, privateParts(text(key, 'private_key')));
  await ask('CreateKey', { ...named, title: 'bad', public_key: privateJwk(name) });
  const { token: issued } = (await ask('CreateToken', {
    ...named,
    title: 't',
    permissions: ['app_organization_get'],
    ttl: '1h',
  })) as { token: JsonObject };
  const apiToken = text(issued, 'token');
  keepSecret(`${name}, an API token`, text(issued, 'id'), apiToken);
  for (const rpc of ['ListSecrets', 'ListKeys', 'ListTokens', 'GetServiceUser']) await ask(rpc, named);
  await ask('GetSecret', { ...named, secret_id: client_id });
  const own = await selfSigned(key);
  keepToken(`${name}, signed by itself`, own);
  const grants: readonly JsonObject[] = [
    { grant_type: 'client_credentials', client_id, client_secret },
    { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: own },
  ];
  const tokens: string[] = [];
  for (const [index, grant] of grants.entries()) {
    tokens.push(text(await ask('AuthToken', grant, {}), 'access_token'));
    keepToken(`${name}, ${index}`, tokens.at(-1) ?? '');
    await ask('AuthToken', { ...grant, grant_type: 'password' }, {});
    await ask('AuthToken', { ...grant, client_secret, assertion: own }, {});
  }
  const question = { permission: 'get', resource: `app/organization:${org_id}` };
  for (const token of [...tokens, own, apiToken, `${apiToken}x`, `${tokens[0]}x`, `x${tokens[0]}`, client_secret]) {
    await ask('CheckPermission', question, { authorization: `Bearer ${token}` });
    await ask('CheckPermission', { ...question, subject_token: token, context: { token } });
    await ask('CheckPermission', { ...question, subject_token: token, subject: 'app/user:x' });
    for (const field of ['permission', 'resource', 'subject', 'at_least_revision', 'object_namespace'])
      await ask('CheckPermission', { ...question, [field]: token });
    await ask('GetOrganization', { id: token });
  }
  await playOAuth(name, { client_id, client_secret, token: tokens[1] ?? '', assertion: own });
  const twice = { authorization: basic(client_id, client_secret), headers: { 'x-user-token': tokens[0] } };
  await ask('CheckPermission', question, twice);
  for (let count = 0; count < 7; count += 1)
    await ask('CheckPermission', question, { authorization: basic(client_id, `${client_secret}x`) });
  await ask('DeleteSecret', { ...named, secret_id: client_id });
  await ask('CheckPermission', question, { authorization: `Bearer ${tokens[0]}` });
  await ask('DeleteServiceUser', named);
  client.close();
}

/** The same over the OAuth endpoints; what is answered there but for a new token is heard. */
async function playOAuth(name: string, own: Readonly<Record<string, string>>): Promise<void> {
  const { client_id = '', client_secret = '', token = '', assertion = '' } = own;
  const client = { client_id, client_secret };
  const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const forms: readonly [path: string, form: Readonly<Record<string, string>>][] = [
    ['token', { grant_type: 'client_credentials', ...client }],
    ['token', { grant_type: 'client_credentials', ...client, scope: token }],
    ['token', { grant_type: client_secret, ...client }],
    ['token', { grant_type: 'client_credentials', client_assertion_type, client_assertion: assertion }],
    ['token', { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }],
    ['token', { grant_type: exchange, ...client, subject_token: token, subject_token_type: client_secret }],
    ['token', { grant_type: exchange, ...client, subject_token: `${token}x`, subject_token_type: ACCESS_TOKEN }],
    ['token', { grant_type: exchange, ...client, subject_token: token, subject_token_type: ACCESS_TOKEN }],
    ['introspect', { ...client, token }],
    ['introspect', { ...client, token: client_secret }],
    ['revoke', { ...client, token: client_secret }],
    ['revoke', { ...client, token: `${token}x`, token_type_hint: client_secret }],
    ['revoke', { ...client, token }],
  ];
  for (const [path, form] of forms) {
    const body = new URLSearchParams(form);
    const response = await fetch(`${app.baseUrl}/oauth2/${path}`, { method: 'POST', body });
    const answer = await response.text();
    const issued = (JSON.parse(answer || '{}') as Record<string, unknown>)['access_token'];
    if (typeof issued === 'string') keepToken(`${name}, by OAuth ${made.size}`, issued);
    else said.push({ where: `${name}: OAuth ${path}`, text: [...response.headers].flat().concat(answer).join('\n') });
  }
}

/** A private key where a public one belongs. */
function privateJwk(name: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  made.set(`the private key that ${name} sent`, spellings(Buffer.from(String(jwk.d), 'base64url')));
  return JSON.stringify(jwk);
}

/** Secrets where they do not belong: queries, paths, headers, and bodies that cannot be read. */
async function misplace(): Promise<void> {
  const { clientSecret: secret, basic: authorization } = app.admin;
  const json = { 'content-type': 'application/json' };
  const encoded = encodeURIComponent(secret);
  const requests: readonly [target: string, init: RequestInit][] = [
    [`/v1beta1/auth/token?client_secret=${encoded}`, { method: 'POST' }],
    [`/v1beta1/users/self?access_token=${encoded}`, {}],
    [`/v1beta1/organizations/${encoded}`, { headers: { authorization } }],
    [`/${encoded}`, {}],
    ['/v1beta1/auth/token', { method: 'POST', headers: json, body: `{"client_secret":"${secret}` }],
    ['/v1beta1/auth/token', { method: 'POST', headers: json, body: JSON.stringify({ client_secret: [secret] }) }],
    ['/v1beta1/auth/token', { method: 'POST', headers: json, body: JSON.stringify({ grant_type: secret }) }],
    ['/v1beta1/auth/token', { method: 'POST', headers: { 'content-type': secret.replaceAll(':', '') }, body: secret }],
    ['/v1beta1/users/self', { headers: { authorization: secret } }],
    ['/v1beta1/users/self', { headers: { authorization: `Basic ${secret}` } }],
    ['/v1beta1/users/self', { headers: { authorization, 'x-user-token': secret } }],
    ['/v1beta1/users/self', { headers: { authorization, 'grpc-timeout': secret } }],
    [`/raystack.frontier.v1beta1.FrontierService/${encoded}`, { method: 'POST', headers: json, body: '{}' }],
  ];
  for (const [target, init] of requests) {
    const response = await fetch(`${app.baseUrl}${target}`, init);
    const headers = [...response.headers].map((header) => header.join(': '));
    said.push({ where: `HTTP ${response.status}`, text: [...headers, await response.text()].join('\n') });
  }
}

async function readDatabase(): Promise<void> {
  const db = await openDatabase(database);
  const rows = await everyRow(db).finally(() => db.destroy());
  expect(rows.length).toBeGreaterThan(60);
  said.push(...rows.map((row) => ({ where: 'row', text: row })));
  if (database.kind !== 'embedded' || database.folder === undefined) return;
  for (const file of readdirSync(database.folder, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      said.push({ where: `file ${file.name}`, text: readFileSync(join(file.parentPath, file.name), 'latin1') });
}

test('there was much to find, and much to find it in', () => {
  expect(made.size).toBeGreaterThan(5 * CLIENT_NAMES.length);
  for (const where of ['log', 'metrics', 'row', ...(redis ? ['Redis'] : [])])
    expect(said.some((each) => each.where === where && each.text.length > 10)).toBe(true);
  const byOAuth = [...made.keys()].filter((what) => what.includes('by OAuth'));
  expect(byOAuth.length).toBeGreaterThanOrEqual(2 * CLIENT_NAMES.length);
  expect(app.log.length).toBeGreaterThan(300);
  const codes = new Set(app.log.map((line) => (JSON.parse(line) as { code?: string }).code));
  for (const code of ['ok', 'unauthenticated', 'invalid_argument', 'resource_exhausted']) expect(codes).toContain(code);
});

test('nothing holds a secret, a token or a private key', () => {
  const found = said.flatMap(({ where, text: heard }) =>
    [...made].flatMap(([what, spelled]) =>
      spelled.some((needle) => heard.includes(needle)) ? [`${what} in ${where}`] : [],
    ),
  );
  expect([...new Set(found)]).toEqual([]);
});

test('every RPC that answers a secret was played', () => {
  const answering = ALL_METHODS.filter(({ output }) => holdsSecret(output)).map(({ localName }) => {
    const name: string = ALIASES[localName as Alias] ?? localName;
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  });
  expect(new Set(answering)).toEqual(new Set([...ISSUING, ...SHOWING_NONE]));
  for (const name of answering) expect(calls).toContain(name);
});

function holdsSecret(message: DescMessage, above: readonly DescMessage[] = []): boolean {
  if (above.includes(message)) return false;
  return message.fields.some(
    (field) =>
      (field.fieldKind === 'scalar' && SECRET_FIELDS.includes(field.name)) ||
      (field.message !== undefined && holdsSecret(field.message, [...above, message])),
  );
}
