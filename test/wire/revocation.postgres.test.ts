// Three replicas on one Postgres and one Redis: what is revoked at one of them, or by command, is refused by all.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manageRevocations } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { basic, startApp, type TestApp } from '../support/app.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { text } from './support/client.js';
import { WHO } from './support/presented.js';
import { send } from './support/raw-answer.js';
import { type Act, actAs, createServiceUser, createTenant, plainClient, type Tenant } from './support/tenant.js';

/** The machine may be busy. */
const SOON = { timeout: 10_000, interval: 10 };

describe.runIf(hasRedis())('three replicas', () => {
  let server: TestRedis;
  let settings: Record<string, string>;
  let replicas: readonly [TestApp, TestApp, TestApp];
  let act: Act;
  let tenant: Tenant;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const [database, redis] = [await createPostgresDatabase(), await startRedis()];
    drop = database.drop;
    server = redis;
    settings = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      FRONTIER_BOOTSTRAP_CLIENT_ID: '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6978',
      FRONTIER_BOOTSTRAP_CLIENT_SECRET: randomBytes(32).toString('hex'),
      FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    };
    const start = () => startApp({ database: { kind: 'postgres', url: database.url }, settings });
    replicas = [await start(), await start(), await start()];
    act = actAs(plainClient(replicas[0].baseUrl), replicas[0].admin.basic);
    tenant = await createTenant(replicas[0]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await server.stop();
    await drop();
  });

  async function tokenFor(authorization: string): Promise<string> {
    return text(await actAs(plainClient(replicas[1].baseUrl), authorization)('AuthToken', {}), 'access_token');
  }

  /** What each replica answers to it. */
  function answers(authorization: string): Promise<readonly number[]> {
    const who = async (replica: TestApp) =>
      (await send(replica, { method: 'GET', target: WHO, headers: { authorization } })).status;
    return Promise.all(replicas.map(who));
  }

  const everywhere = (status: number) => [status, status, status];

  async function expectEnded(token: string): Promise<void> {
    await expect.poll(() => answers(`Bearer ${token}`), SOON).toEqual(everywhere(401));
  }

  async function expectAlive(authorization: string): Promise<void> {
    expect(await answers(authorization)).toEqual(everywhere(200));
  }

  /** A service user with two secrets, and a token of each. */
  async function robot() {
    const made = await createServiceUser(act, tenant.orgId);
    const other = await act('CreateSecret', { id: made.id, title: 'other' });
    const otherBasic = basic(text(other, 'secret.id'), text(other, 'secret.secret'));
    return { ...made, otherBasic, token: await tokenFor(made.basic), otherToken: await tokenFor(otherBasic) };
  }

  /** `frontier revoke ...`, in this process. */
  async function command(...[kind, id]: readonly ['token' | 'credential' | 'principal' | 'organization', string]) {
    const read = readConfig({ ...settings, FRONTIER_ISSUER: 'https://frontier.test' }, { terminal: false });
    if (!read.ok) throw new Error(read.faults.join());
    await manageRevocations(read.config, { clock: systemClock, random: systemRandom }, (commands) =>
      kind === 'token' ? commands.token(id) : commands.end(kind, id),
    );
  }

  test('deleting a secret ends it and its tokens; those of the other secret go on', async () => {
    const { id, secretId, basic: gone, token, otherBasic, otherToken } = await robot();
    await expectAlive(`Bearer ${token}`);
    await act('DeleteSecret', { id, secret_id: secretId });
    expect((await answers(`Bearer ${token}`))[0]).toBe(401);
    await expectEnded(token);
    await expect.poll(() => answers(gone), SOON).toEqual(everywhere(401));
    await expectAlive(`Bearer ${otherToken}`);
    await expectAlive(otherBasic);
  });

  test('disabling ends all tokens for good; one got after enabling is good everywhere at once', async () => {
    const { id, basic: secret, token, otherToken } = await robot();
    await act('DisableServiceUser', { id });
    await expectEnded(token);
    await expectEnded(otherToken);
    await act('EnableServiceUser', { id });
    await expect.poll(() => answers(secret), SOON).toEqual(everywhere(200));
    await expectAlive(`Bearer ${await tokenFor(secret)}`);
    await expectEnded(token);
  });

  test('by command: one token, all of a service user, a credential', async () => {
    const { id, basic: secret, secretId, token, otherToken } = await robot();
    await command('token', token);
    await expectEnded(token);
    await expectAlive(`Bearer ${otherToken}`);
    await command('principal', id);
    await expectEnded(otherToken);
    const next = await tokenFor(secret);
    await expectAlive(`Bearer ${next}`);
    await command('credential', secretId);
    await expectEnded(next);
    await expect.poll(() => answers(secret), SOON).toEqual(everywhere(401));
    await expect(command('credential', secretId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(command('token', 'not a token')).rejects.toMatchObject({ reason: 'TOKEN_NOT_VERIFIED' });
  });

  test('its holder ends a token; it is inactive at once, and refused everywhere', async () => {
    const { basic: secret, token, otherToken } = await robot();
    const holder = actAs(plainClient(replicas[0].baseUrl), secret);
    await holder('RevokeToken', { token });
    expect(await act('IntrospectToken', { token })).toEqual({ active: false });
    await expectEnded(token);
    await expectAlive(`Bearer ${otherToken}`);
    await holder('RevokeToken', { token });
    await holder('RevokeToken', { token: 'nonsense' });
  });

  test('what was revoked before a replica started it refuses too', async () => {
    const { token } = await robot();
    await command('token', token);
    const url = settings['DATABASE_URL'] ?? '';
    const late = await startApp({ database: { kind: 'postgres', url }, settings });
    const answer = await send(late, { method: 'GET', target: WHO, headers: { authorization: `Bearer ${token}` } });
    await late.close();
    expect(answer.status).toBe(401);
  });
});
