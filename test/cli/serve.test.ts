// `frontier serve` and `bootstrap` as an operator meets them: processes, their output, their signals and their data.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { type Child, runFrontier } from '../support/child.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { hasCurl, paste } from '../support/shell.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CREDENTIAL = /client id {6}(\S+)\n *client secret {2}(\S+)/;
const SLOW = { timeout: 120_000 };

/** Settings for one database that several processes may use, one after the other. */
async function settings(): Promise<Record<string, string>> {
  const common = { FRONTIER_LISTEN: '127.0.0.1:0', FRONTIER_LOG_FORMAT: 'json' };
  if (inject('backend') === 'embedded') return { ...common, FRONTIER_DATA_DIR: join(temporaryFolder(), 'data') };
  const database = await createPostgresDatabase();
  onTestFinished(database.drop);
  return { ...common, DATABASE_URL: database.url, FRONTIER_MASTER_KEY: randomBytes(32).toString('base64') };
}

async function start(environment: Record<string, string>): Promise<Child & { url: string }> {
  const child = runFrontier(['serve'], environment);
  const [, url = ''] = await child.said(/^Frontier listens on (\S+)\n/m);
  return { ...child, url };
}

async function stop(child: Child): Promise<void> {
  child.process.kill('SIGTERM');
  expect(await child.ended).toBe(0);
}

/** Runs a command to its end; answers what it printed. */
async function command(argv: readonly string[], environment: Record<string, string>) {
  const child = runFrontier(argv, environment);
  const code = await child.ended;
  return { code, out: child.out(), err: child.err() };
}

async function tokenStatus(url: string, credentials: string): Promise<number> {
  const headers = { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  return (await fetch(`${url}/v1beta1/auth/token`, { method: 'POST', headers })).status;
}

/** A client that sends half a request, and never the rest; resolves when the server is waiting for that. */
async function halfARequest(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const head = ['POST /v1beta1/auth/token HTTP/1.1', 'host: x', 'content-length: 100', 'expect: 100-continue', '', '{'];
  socket.write(head.join('\r\n'));
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 100 /);
}

describe('the first start', () => {
  test.runIf(hasCurl)('prints a secret once, and commands that lead to a decision when pasted', SLOW, async () => {
    const environment = await settings();
    const first = await start(environment);
    await first.said(/v1beta1\/check\n/);
    const [, id = '', secret = ''] = CREDENTIAL.exec(first.out()) ?? [];
    const commands = first
      .out()
      .split('\n')
      .filter((line) => /^ {2}(TOKEN=|curl )/.test(line));
    expect(commands).toHaveLength(2);
    expect(JSON.parse(await paste(commands.join('\n')))).toMatchObject({ status: true });
    await stop(first);

    const second = await start(environment);
    expect(await tokenStatus(second.url, `${id}:${secret}`)).toBe(200);
    await stop(second);
    expect(second.out()).toMatch(/^Frontier listens on \S+\n$/);
    expect(first.err() + second.err() + second.out()).not.toContain(secret);
  });

  test('does not repeat a secret that the operator chose; a second signal ends the process at once', SLOW, async () => {
    const secret = randomBytes(24).toString('hex');
    const id = '0b7f3a52-0000-4000-8000-000000000001';
    const chosen = { FRONTIER_BOOTSTRAP_CLIENT_ID: id, FRONTIER_BOOTSTRAP_CLIENT_SECRET: secret };
    const child = await start({ ...(await settings()), ...chosen });
    expect(await tokenStatus(child.url, `${id}:${secret}`)).toBe(200);
    await halfARequest(child.url);
    child.process.kill('SIGINT');
    await expect.poll(child.err, { timeout: 10_000 }).toContain('leaving');
    child.process.kill('SIGINT');
    expect(await child.ended).toBeNull();
    expect(child.out() + child.err()).not.toContain(secret);
  });
});

test(
  'bootstrap makes a secret once, and another in its place when asked; SIGTERM leaves within 10 s',
  SLOW,
  async () => {
    const environment = await settings();
    const made = await command(['bootstrap'], environment);
    const again = await command(['bootstrap'], environment);
    const rotated = await command(['bootstrap', '--rotate'], environment);
    const [, id, secret] = CREDENTIAL.exec(made.out) ?? [];
    const [, newId, newSecret] = CREDENTIAL.exec(rotated.out) ?? [];
    expect([made.code, again.code, rotated.code]).toEqual([0, 0, 0]);
    expect(again).toMatchObject({ out: `client id      ${id}\n`, err: expect.stringContaining('--rotate') });

    const child = await start(environment);
    expect(await tokenStatus(child.url, `${id}:${secret}`)).toBe(401);
    expect(await tokenStatus(child.url, `${newId}:${newSecret}`)).toBe(200);
    await halfARequest(child.url);
    const asked = performance.now();
    await stop(child);
    expect(performance.now() - asked).toBeLessThan(10_500);
  },
);

test('migrate brings the database up, and what it made can be used', SLOW, async () => {
  const environment = await settings();
  const migrated = await command(['migrate'], environment);
  const expected = inject('backend') === 'embedded' ? /^(applied \S+\n)+$/ : /^nothing to migrate\n$/;
  expect(migrated).toEqual({ code: 0, out: expect.stringMatching(expected), err: '' });
  expect(await command(['bootstrap'], environment)).toMatchObject({ code: 0, out: expect.stringMatching(CREDENTIAL) });
});
