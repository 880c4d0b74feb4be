// Settings: defaults, what is accepted, and every fault at once without a secret in it.
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, type Environment, readConfig } from '../../src/config/index.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

function config(environment: Environment, terminal = false): Config {
  const result = readConfig(environment, { terminal });
  if (!result.ok) throw new Error(result.faults.join('\n'));
  return result.config;
}

function faults(environment: Environment): readonly string[] {
  const result = readConfig(environment, { terminal: false });
  return result.ok ? [] : result.faults;
}

test('nothing set: the embedded database under ./data, on the loopback address', () => {
  expect(config({})).toEqual({
    listen: { host: '127.0.0.1', port: 8080 },
    database: { kind: 'embedded', folder: resolve('data/postgres') },
    redisUrl: undefined,
    bootstrap: { clientId: undefined, clientSecret: undefined },
    issuer: 'http://127.0.0.1:8080',
    audience: 'http://127.0.0.1:8080',
    audiences: [],
    accessTokenType: 'JWT',
    accessTokenTtlSeconds: 3600,
    apiTokens: { ttl: 2_592_000, maxTtl: 31_536_000 },
    adminTokenHeader: undefined,
    cacheEntries: 200_000,
    limits: {
      failuresPerClient: { count: 30, seconds: 60 },
      failuresPerAddress: { count: 600, seconds: 60 },
      tokensPerClient: { count: 6000, seconds: 60 },
    },
    revocation: { maxStalenessSeconds: 2, onOutage: 'closed' },
    clockOffsetSeconds: 0,
    port: expect.anything(),
    workers: 1,
    masterKey: { kind: 'file', path: resolve('data/master.key'), seals: resolve('data/postgres') },
    previousMasterKey: undefined,
    signing: { algorithm: 'RS256', rotationSeconds: 30 * 86_400, publicationSeconds: 3600 },
    log: { level: 'info', format: 'json', calls: 1000 },
  });
});

test('an empty variable counts as not set, and white space around a value as not there', () => {
  expect(config({ FRONTIER_LISTEN: '', FRONTIER_AUDIENCE: ' api\n' })).toMatchObject({
    listen: { port: 8080 },
    audience: 'api',
  });
});

test('everything set', () => {
  const all = config({
    FRONTIER_LISTEN: '[::1]:0',
    DATABASE_URL: 'postgres://frontier:pw@db:5432/frontier',
    REDIS_URL: 'rediss://:pw@cache:6379/1',
    FRONTIER_BOOTSTRAP_CLIENT_ID: '0b7f3a52-0000-4000-8000-000000000001',
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: 's'.repeat(32),
    FRONTIER_ISSUER: 'https://id.example/frontier',
    FRONTIER_AUDIENCE: 'https://api.example',
    FRONTIER_ACCESS_TOKEN_TTL: '15m',
    FRONTIER_MASTER_KEY: KEY,
    FRONTIER_MASTER_KEY_PREVIOUS: Buffer.alloc(32, 6).toString('base64'),
    FRONTIER_SIGNING_ALGORITHM: 'EdDSA',
    FRONTIER_KEY_ROTATION: '7d',
    FRONTIER_KEY_PUBLICATION: '30m',
    FRONTIER_LOG_LEVEL: 'warn',
    FRONTIER_LOG_FORMAT: 'pretty',
  });
  expect(all).toMatchObject({
    listen: { host: '::1', port: 0 },
    database: { kind: 'postgres', url: 'postgres://frontier:pw@db:5432/frontier' },
    bootstrap: { clientId: '0b7f3a52-0000-4000-8000-000000000001' },
    issuer: 'https://id.example/frontier',
    audience: 'https://api.example',
    accessTokenTtlSeconds: 900,
    signing: { algorithm: 'EdDSA', rotationSeconds: 7 * 86_400, publicationSeconds: 1800 },
    log: { level: 'warn', format: 'pretty', calls: 1000 },
  });
  expect(all.bootstrap.clientSecret?.reveal()).toBe('s'.repeat(32));
  expect(all.redisUrl?.reveal()).toBe('rediss://:pw@cache:6379/1');
  expect(all.previousMasterKey?.reveal()).toEqual(Buffer.alloc(32, 6));
  expect(all.masterKey.kind === 'given' && all.masterKey.key.reveal()).toEqual(Buffer.alloc(32, 7));
});

describe('rates', () => {
  const rate = (text: string) => config({ FRONTIER_LIMIT_FAILURES_PER_CLIENT: text }).limits.failuresPerClient;

  test.each([
    ['1/1s', { count: 1, seconds: 1 }],
    ['30/5m', { count: 30, seconds: 300 }],
    ['100/60', { count: 100, seconds: 60 }],
    ['9999999/1d', { count: 9_999_999, seconds: 86_400 }],
    ['off', undefined],
  ])('takes %s', (text, expected) => expect(rate(text)).toEqual(expected));

  test.each(['0/1m', '30', '30/0', '30/2d', '-1/1m', '1.5/1m', '30/m', 'on', '30/1m/2'])('refuses %s', (text) =>
    expect(faults({ FRONTIER_LIMIT_FAILURES_PER_CLIENT: text })).toEqual([
      expect.stringMatching(/^FRONTIER_LIMIT_FAILURES_PER_CLIENT is not a rate/),
    ]),
  );
});

describe('FRONTIER_LISTEN', () => {
  test.each([
    ['localhost:80', { host: 'localhost', port: 80 }],
    ['0.0.0.0:65535', { host: '0.0.0.0', port: 65535 }],
    ['[::]:8080', { host: '::', port: 8080 }],
    ['my-host.example:1', { host: 'my-host.example', port: 1 }],
  ])('takes %s', (text, address) => expect(config({ FRONTIER_LISTEN: text }).listen).toEqual(address));

  test.each([
    '8080',
    ':8080',
    'localhost',
    '::1:8080',
    '[localhost]:1',
    'h:65536',
    'h:',
    'a b:1',
    'http://h:1',
    '[::1]',
  ])('refuses %s', (text) =>
    expect(faults({ FRONTIER_LISTEN: text })).toEqual([expect.stringMatching(/^FRONTIER_LISTEN is not/)]),
  );

  test.each([
    ['[::1]:8080', 'http://[::1]:8080'],
    ['0.0.0.0:8080', 'http://localhost:8080'],
    ['[::]:8080', 'http://localhost:8080'],
  ])('%s makes the issuer %s', (text, issuer) => expect(config({ FRONTIER_LISTEN: text }).issuer).toBe(issuer));
});

describe('FRONTIER_ACCESS_TOKEN_TTL', () => {
  test.each([
    ['90s', 90],
    ['90', 90],
    ['12h', 43_200],
    ['30d', 2_592_000],
  ])('takes %s', (text, seconds) =>
    expect(config({ FRONTIER_ACCESS_TOKEN_TTL: text }).accessTokenTtlSeconds).toBe(seconds),
  );

  test.each(['0', '31d', '1w', '-1', '1.5h', '1h30m', '9'.repeat(20)])('refuses %s', (text) =>
    expect(faults({ FRONTIER_ACCESS_TOKEN_TTL: text })).toHaveLength(1),
  );
});

test.each(['ftp://h', 'not a url', 'https://h?a=b', 'https://h#f', 'https://user:pw@h'])(
  'refuses the issuer %s',
  (text) => expect(faults({ FRONTIER_ISSUER: text })).toEqual([expect.stringMatching(/^FRONTIER_ISSUER /)]),
);

test('log lines are pretty on a terminal unless told otherwise', () => {
  expect(config({}, true).log.format).toBe('pretty');
  expect(config({ FRONTIER_LOG_FORMAT: 'json' }, true).log.format).toBe('json');
});

describe('the master key', () => {
  const postgres = { DATABASE_URL: 'postgres://db/frontier' };

  test('is required with a Postgres server', () =>
    expect(faults(postgres)).toEqual([expect.stringMatching(/^FRONTIER_MASTER_KEY is required with DATABASE_URL/)]));

  test('may be given with or without padding', () => {
    for (const text of [KEY, KEY.replace('=', '')])
      expect(config({ ...postgres, FRONTIER_MASTER_KEY: text }).masterKey.kind).toBe('given');
  });

  test.each([
    'short',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    `${KEY.slice(0, 42)}!=`,
  ])('is not %s', (text) => {
    const [fault] = faults({ FRONTIER_MASTER_KEY: text });
    expect(fault).toMatch(/^FRONTIER_MASTER_KEY is not 32 bytes in base64; accepted: /);
    expect(fault).not.toContain(text);
  });

  test('is given once', () =>
    expect(faults({ FRONTIER_MASTER_KEY: KEY, FRONTIER_MASTER_KEY_FILE: join(import.meta.dirname, 'none') })).toEqual([
      expect.stringMatching(/^FRONTIER_MASTER_KEY_FILE names a file that cannot be read \(ENOENT\)/),
      expect.stringMatching(/both set/),
    ]));
});

test('every fault is told at once, by name, with what is accepted', () => {
  const environment = {
    FRONTIER_LISTEN: 'nowhere',
    DATABASE_URL: 'mysql://frontier:hunter2@db/frontier',
    REDIS_URL: 'http://:hunter2@cache',
    FRONTIER_BOOTSTRAP_CLIENT_ID: 'hunter2',
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: 'hunter2',
    FRONTIER_ISSUER: 'https://me:hunter2@id.example',
    FRONTIER_AUDIENCE: 'a b',
    FRONTIER_ACCESS_TOKEN_TTL: 'long',
    FRONTIER_MASTER_KEY: 'hunter2',
    FRONTIER_LOG_LEVEL: 'loud',
    FRONTIER_LOG_FORMAT: 'xml',
  };
  const told = faults(environment);
  expect(told.map((line) => line.split(' ')[0])).toEqual(Object.keys(environment));
  expect(told.filter((line) => !line.includes('; accepted: '))).toEqual([]);
  expect(told.join('\n')).not.toContain('hunter2');
});

describe('variables that are no settings', () => {
  test('are faults that name the nearest one', () =>
    expect(faults({ FRONTIER_LISTN: 'x', FRONTIER_MASTERKEY: 'y' })).toEqual([
      'FRONTIER_LISTN is not a setting; the nearest is FRONTIER_LISTEN',
      'FRONTIER_MASTERKEY is not a setting; the nearest is FRONTIER_MASTER_KEY',
    ]));

  test('are nobody else’s business without our prefix', () =>
    expect(faults({ PATH: '/bin', FRONTIERS: '1' })).toEqual([]));

  test('may be what Kubernetes sets for a service called frontier', () =>
    expect(
      faults({
        FRONTIER_SERVICE_HOST: '10.0.0.1',
        FRONTIER_SERVICE_PORT: '8080',
        FRONTIER_SERVICE_PORT_GRPC: '8080',
        FRONTIER_PORT: 'tcp://10.0.0.1:8080',
        FRONTIER_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
        FRONTIER_PORT_8080_TCP_PROTO: 'tcp',
        FRONTIER_PORT_8080_TCP_PORT: '8080',
        FRONTIER_PORT_8080_TCP_ADDR: '10.0.0.1',
      }),
    ).toEqual([]));
});

describe('the life of API tokens', () => {
  test.each([
    [{ FRONTIER_API_TOKEN_TTL: '7d' }, { ttl: 604_800, maxTtl: 31_536_000 }],
    [{ FRONTIER_API_TOKEN_MAX_TTL: '1d' }, { ttl: 86_400, maxTtl: 86_400 }],
    [
      { FRONTIER_API_TOKEN_TTL: '400d', FRONTIER_API_TOKEN_MAX_TTL: '400d' },
      { ttl: 34_560_000, maxTtl: 34_560_000 },
    ],
  ])('%j', (settings, expected) => {
    expect(config(settings).apiTokens).toEqual(expected);
  });

  test.each([
    { FRONTIER_API_TOKEN_TTL: '366d' },
    { FRONTIER_API_TOKEN_TTL: '2d', FRONTIER_API_TOKEN_MAX_TTL: '1d' },
    { FRONTIER_API_TOKEN_TTL: '0' },
    { FRONTIER_API_TOKEN_MAX_TTL: '3651d' },
  ])('refuses %j', (settings) => {
    expect(faults(settings)).toHaveLength(1);
  });
});

describe('the header of the admin token', () => {
  test('in any case', () => {
    expect(config({ FRONTIER_ADMIN_TOKEN_HEADER: 'X-Frontier-Admin' }).adminTokenHeader).toBe('x-frontier-admin');
  });

  test.each(['Authorization', 'cookie', 'x-user-token', 'grpc-timeout', 'a b', ':path', 'x-y-bin', 'content-type'])(
    'refuses %s',
    (name) => {
      expect(faults({ FRONTIER_ADMIN_TOKEN_HEADER: name })).toHaveLength(1);
    },
  );
});
