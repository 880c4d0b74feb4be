// The command line: help, exit codes, and failures told in one line. The application behind it is a stand-in.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AppDoor, type KeyCommands, type RevokeCommands, run } from '../../src/cli/index.js';
import { type Environment, SETTINGS } from '../../src/config/index.js';
import { Redacted } from '../../src/kernel/redacted.js';

const LONE_KEY: Awaited<ReturnType<KeyCommands['list']>>[number] = {
  kid: 'kid',
  algorithm: 'RS256',
  state: 'current',
  sealKeyId: 'id',
  createdAt: 0,
  activatesAt: 0,
  retiresAt: undefined,
  retiredAt: undefined,
};

const BOOTSTRAP = { clientId: '0b7f3a52-0000-4000-8000-000000000001', clientSecret: new Redacted('hunter2') };

/** One key that signs; what is asked for is done to it. */
const KEYS: KeyCommands = {
  list: async () => [LONE_KEY],
  rotate: async (algorithm = 'RS256') => [LONE_KEY, { ...LONE_KEY, kid: 'next', algorithm, state: 'next' }],
  retire: async (kid) => [{ ...LONE_KEY, kid, state: 'retired', retiredAt: 0 }],
  reseal: async () => ({ resealed: 2, waiting: 0 }),
};

/** What was asked of it last, and nothing done. */
const revoked: string[] = [];
const REVOKE: RevokeCommands = {
  token: async (token) => void revoked.push(`token ${token}`),
  end: async (kind, id) => void revoked.push(`${kind} ${id}`),
  key: async (kid) => void revoked.push(`key ${kid}`),
};

const app: AppDoor = {
  createApp: async () => ({
    listen: async () => ({ host: '127.0.0.1', port: 8080 }),
    accept: () => {},
    close: async () => {},
    bootstrap: BOOTSTRAP,
  }),
  migrateDatabase: async () => ['0001-tree', '0002-grants'],
  bootstrapAdministrator: async (_config, _parts, { rotate }) =>
    rotate ? BOOTSTRAP : { ...BOOTSTRAP, clientSecret: undefined },
  manageKeys: (_config, _parts, work) => work(KEYS),
  adminToken: async (_config, _parts, action) => (action === 'rotate' ? new Redacted('fra_token') : undefined),
  staleCredentials: async () => [],
  manageRevocations: (_config, _parts, work) => work(REVOKE),
};

/** The key is given, so that nothing is made in the working folder. */
const KEY = { FRONTIER_MASTER_KEY: 'A'.repeat(43) };

async function outcome(argv: readonly string[], settings: Environment = {}, door: Partial<AppDoor> = {}) {
  const environment = { ...KEY, ...settings };
  let out = '';
  let err = '';
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    terminal: false,
  };
  const code = await run(argv, { environment, output, loadApp: async () => ({ ...app, ...door }) });
  return { code, out, err };
}

describe('usage', () => {
  test.each([
    [['sreve']],
    [['serve', 'now']],
    [['bootstrap', '--rotat']],
    [[]],
    [['keys', 'retire']],
    [['revoke']],
    [['revoke', 'token']],
    [['revoke', 'everything', 'x']],
    [['keys', 'rotate', '--algorithm', 'HS256']],
    [['migrate', '--down']],
  ])('%j is misuse: exit code 2, told on standard error', async (argv) => {
    const { code, out, err } = await outcome(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('frontier');
  });

  test('help is no misuse, and names every command', async () => {
    const { code, out } = await outcome(['--help']);
    expect(code).toBe(0);
    for (const name of ['serve', 'migrate', 'bootstrap', 'keys', 'admin-token', 'credentials', 'revoke', 'version'])
      expect(out).toContain(`  ${name}`);
  });

  test('the help of serve tells every setting with its default', async () => {
    const { code, out } = await outcome(['serve', '--help']);
    const words = out.replace(/\s+/g, ' ');
    expect(code).toBe(0);
    for (const { variable, fallback, about } of Object.values(SETTINGS)) {
      expect(words).toContain(`${variable} ${about.replaceAll('`', '')}`);
      if (fallback !== '') expect(words).toContain(`Default: ${fallback.replaceAll('`', '')}.`);
    }
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await outcome(['version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

test.each(['serve', 'migrate', 'bootstrap'])('%s with bad settings lists all faults and does nothing', async (name) => {
  const door = { createApp: unexpected, migrateDatabase: unexpected, bootstrapAdministrator: unexpected };
  const { code, out, err } = await outcome([name], { FRONTIER_LISTEN: 'x', FRONTIER_LOG_LEVEL: 'y' }, door);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd().split('\n')).toEqual([
    'frontier: these settings cannot be used:',
    expect.stringMatching(/^ {2}FRONTIER_LISTEN /),
    expect.stringMatching(/^ {2}FRONTIER_LOG_LEVEL /),
  ]);
});

test('migrate tells what it applied', async () => {
  expect(await outcome(['migrate'])).toEqual({ code: 0, out: 'applied 0001-tree\napplied 0002-grants\n', err: '' });
  expect(await outcome(['migrate'], {}, { migrateDatabase: async () => [] })).toMatchObject({
    code: 0,
    out: 'nothing to migrate\n',
  });
});

test('bootstrap prints a secret only when it made one', async () => {
  expect((await outcome(['bootstrap'])).out).not.toContain('hunter2');
  expect(await outcome(['bootstrap', '--rotate'])).toEqual({
    code: 0,
    out: `client id      ${BOOTSTRAP.clientId}\nclient secret  hunter2\n`,
    err: '',
  });
});

test('admin-token prints the token alone, and fails when there is one already', async () => {
  const rotated = await outcome(['admin-token', 'rotate']);
  expect(rotated).toMatchObject({ code: 0, out: 'fra_token\n' });
  expect(rotated.err).toContain('not shown again');
  expect(await outcome(['admin-token', 'create'])).toMatchObject({ code: 1, out: '' });
  expect(await outcome(['admin-token', 'delete'])).toMatchObject({ code: 0, out: '' });
  expect(await outcome(['admin-token'])).toMatchObject({ code: 2, out: '' });
});

describe('credentials stale', () => {
  const stale = {
    ...{ kind: 'api_token', id: 'ID', title: 'ci', serviceUserId: 'SU', serviceUserTitle: '', organization: 'acme' },
    ...{ lastUsedAt: undefined, expiresAt: new Date(0), unused: true, expiring: true },
  };

  test('lists in columns', async () => {
    const { code, out } = await outcome(['credentials', 'stale'], {}, { staleCredentials: async () => [stale] });
    const [headings = '', line = ''] = out.split('\n');
    expect(code).toBe(0);
    expect(line.split(/ {2,}/)).toEqual([
      ...['api token', 'ID', 'ci', 'SU', 'acme', 'never', '1970-01-01T00:00:00.000Z', 'unused, expires soon'],
    ]);
    expect(headings.indexOf('title')).toBe(line.indexOf('ci'));
  });

  test('takes how long is long', async () => {
    const asked: unknown[] = [];
    const staleCredentials: AppDoor['staleCredentials'] = async (_config, _parts, options) => {
      asked.push(options);
      return [];
    };
    await outcome(['credentials', 'stale'], {}, { staleCredentials });
    await outcome(['credentials', 'stale', '--unused-for', '1h', '--expiring-within', '2d'], {}, { staleCredentials });
    expect(asked).toEqual([
      { unusedFor: 90 * 86_400, expiringWithin: 14 * 86_400 },
      { unusedFor: 3600, expiringWithin: 2 * 86_400 },
    ]);
    expect((await outcome(['credentials', 'stale', '--unused-for', 'long'])).code).toBe(2);
  });
});

test('bootstrap neither repeats nor replaces a secret that the settings give', async () => {
  const given = { FRONTIER_BOOTSTRAP_CLIENT_SECRET: 's'.repeat(40) };
  const made = { bootstrapAdministrator: async () => BOOTSTRAP };
  expect(await outcome(['bootstrap'], given, made)).toMatchObject({
    code: 0,
    out: `client id      ${BOOTSTRAP.clientId}\n`,
  });
  expect(await outcome(['bootstrap', '--rotate'], given, { bootstrapAdministrator: unexpected })).toMatchObject({
    code: 2,
    err: expect.stringContaining('FRONTIER_BOOTSTRAP_CLIENT_SECRET'),
  });
});

describe('a failure is one line and exit code 1', () => {
  async function failure(error: unknown, environment: Environment = {}) {
    return outcome(['migrate'], environment, { migrateDatabase: () => Promise.reject(error) });
  }

  test('without stack or secrets', async () => {
    const { code, out, err } = await failure(new Error('cannot reach postgres://u:hunter2@db\n  at line 1'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe('frontier: cannot reach postgres://u:[redacted]@db at line 1\n');
  });

  test('that names DATABASE_URL when its server is out of reach', async () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], '');
    const environment = { DATABASE_URL: 'postgres://127.0.0.1:1/x' };
    const { err } = await failure(Object.assign(refused, { code: 'ECONNREFUSED' }), environment);
    expect(err).toBe('frontier: cannot reach the server of DATABASE_URL: connect ECONNREFUSED 127.0.0.1:1\n');
  });

  test('that names FRONTIER_LISTEN when the address is in use', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void busy.close());
    await new Promise((resolve) => busy.once('listening', resolve));
    const address = busy.address();
    const port = typeof address === 'object' ? address?.port : 0;
    let closed = false;
    const listen = () =>
      new Promise<never>((_, reject) => {
        createServer().once('error', reject).listen(port, '127.0.0.1');
      });
    const close = async () => {
      closed = true;
    };
    const { code, out, err } = await outcome(
      ['serve'],
      { FRONTIER_LISTEN: `127.0.0.1:${port}` },
      { createApp: async () => ({ listen, accept: () => {}, close, bootstrap: BOOTSTRAP }) },
    );
    expect({ code, out, closed }).toEqual({ code: 1, out: '', closed: true });
    expect(err).toBe(
      `frontier: 127.0.0.1:${port} is in use by another process; set FRONTIER_LISTEN to a free address\n`,
    );
  });
});

function unexpected(): never {
  throw new Error('must not be called');
}

describe('keys', () => {
  const LISTED = 'KID  ALGORITHM  STATE    SIGNS FROM            VERIFIES UNTIL\n';

  test('list shows each with its times', async () => {
    const out = `${LISTED}kid  RS256      current  1970-01-01T00:00:00Z  -\n`;
    expect(await outcome(['keys', 'list'])).toEqual({ code: 0, out, err: '' });
  });

  test('rotate says when the next one signs, and passes the algorithm on', async () => {
    const { code, out, err } = await outcome(['keys', 'rotate', '--algorithm', 'EdDSA']);
    expect({ code, err }).toEqual({ code: 0, err: 'next is published now and signs from 1970-01-01T00:00:00Z\n' });
    expect(out).toContain('EdDSA');
  });

  test('retire says what it means for others', async () => {
    const { code, out, err } = await outcome(['keys', 'retire', 'abc']);
    expect(code).toBe(0);
    expect(out).toContain('retired');
    expect(err).toMatch(/^abc is refused from now on/);
  });

  test('reseal tells whether the previous master key is needed still', async () => {
    expect((await outcome(['keys', 'reseal'])).out).toMatch(/^sealed 2 .*\nno secret needs/);
    const reseal = async () => ({ resealed: 0, waiting: 3 });
    const manageKeys: AppDoor['manageKeys'] = (_config, _parts, work) => work({ ...KEYS, reseal });
    expect((await outcome(['keys', 'reseal'], {}, { manageKeys })).out).toContain('3 secrets need');
  });
});

test.each(['token', 'credential', 'principal', 'organization', 'key'])('revoke %s says what it did', async (kind) => {
  const { code, out, err } = await outcome(['revoke', kind, 'abc']);
  expect({ code, err, last: revoked.at(-1) }).toEqual({ code: 0, err: '', last: `${kind} abc` });
  expect(out).toMatch(/^revoked: .* within a second\n$/);
});
