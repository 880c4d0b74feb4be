// What a warm check with a token asks of Postgres and of Redis: nothing, counted on the wire.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { startTcpRelay, type TcpRelay } from '../support/tcp-relay.js';
import { type Client, text } from '../wire/support/client.js';
import { type ClientName, openClient } from '../wire/support/clients.js';
import { actAs, plainClient } from '../wire/support/tenant.js';
import { overhearPostgres, overhearRedis } from './overheard.js';

const CHECKS = 1_000;
const AT_A_TIME = 10;
const QUESTION = { permission: 'superuser', resource: 'app/platform:platform' };

/** What the service asks beside its calls, and how often at most: once in so many milliseconds on any connection together. */
interface Chore {
  readonly what: RegExp;
  readonly everyMs: number;
}
const REDIS_CHORES: readonly Chore[] = [
  // A look at the stream, which waits for a fifth of a second when there is nothing new.
  { what: /^GET$/, everyMs: 200 },
  { what: /^XINFO$/, everyMs: 200 },
  { what: /^XREAD$/, everyMs: 200 },
  { what: /^PING$/, everyMs: 500 },
];
const SQL_CHORES: readonly Chore[] = [
  // The change feed.
  { what: /from changes/, everyMs: 250 },
  // The outbox: what nobody handed on.
  { what: /from revocations\s+where not published/, everyMs: 500 },
];

describe.runIf(hasRedis())('with a token, over the wire', () => {
  const [sql, redis] = [overhearPostgres(), overhearRedis()];
  let server: TestRedis;
  let relays: readonly TcpRelay[];
  let app: TestApp;
  let drop: () => Promise<void>;
  let authorization: string;

  beforeAll(async () => {
    const database = await createPostgresDatabase();
    drop = database.drop;
    server = await startRedis();
    const toPostgres = await startTcpRelay(Number(new URL(database.url).port), sql.overhear);
    const toRedis = await startTcpRelay(Number(new URL(server.url).port), redis.overhear);
    relays = [toPostgres, toRedis];
    const url = new URL(database.url);
    url.port = String(toPostgres.port);
    const settings = { REDIS_URL: `redis://127.0.0.1:${toRedis.port}` };
    app = await startApp({ database: { kind: 'postgres', url: url.href }, settings });
    const act = actAs(plainClient(app.baseUrl), app.admin.basic);
    authorization = `Bearer ${text(await act('AuthToken', {}), 'access_token')}`;
  });
  afterAll(async () => {
    await app.close();
    for (const relay of relays) await relay.close();
    await server.stop();
    await drop();
  });

  async function checkMany(client: Client, checks: number): Promise<void> {
    for (let done = 0; done < checks; done += AT_A_TIME) {
      const asked = Array.from({ length: AT_A_TIME }, () =>
        client.call('CheckPermission', QUESTION, { authorization }),
      );
      for (const answer of await Promise.all(asked)) expect(answer.value['status'], answer.message).toBe(true);
    }
  }

  test.each<ClientName>(['grpc-js', 'REST'])('%s: a warm check makes no statement and no command', async (name) => {
    const client = openClient(name, app.baseUrl);
    await checkMany(client, AT_A_TIME);
    sql.take();
    redis.take();
    const begun = performance.now();
    await checkMany(client, CHECKS);
    // Whatever the checks may have put off is under way by then.
    await pause(100);
    const took = performance.now() - begun;
    expect(moreThan(SQL_CHORES, sql.take(), took)).toEqual([]);
    expect(moreThan(REDIS_CHORES, redis.take(), took)).toEqual([]);
    client.close();
  });

  test('what is asked on behalf of a call is seen', async () => {
    const act = actAs(plainClient(app.baseUrl), app.admin.basic);
    const ended = text(await act('AuthToken', {}), 'access_token');
    sql.take();
    redis.take();
    await act('RevokeToken', { token: ended });
    expect(moreThan(REDIS_CHORES, redis.take(), 0)).toContain('XADD');
    expect(moreThan(SQL_CHORES, sql.take(), 0)).toContainEqual(expect.stringMatching(/insert into revocations/));
    await act('CheckPermission', { ...QUESTION, fully_consistent: true });
    expect(sql.take()).toContainEqual(expect.stringMatching(/from changes/));
  });
});

/** What is no chore, and chores that came more often than they do by themselves. */
function moreThan(chores: readonly Chore[], asked: readonly string[], took: number): string[] {
  const counts = new Map<Chore, number>();
  return asked.flatMap((what) => {
    const chore = chores.find((each) => each.what.test(what));
    if (chore === undefined) return [what];
    const count = (counts.get(chore) ?? 0) + 1;
    counts.set(chore, count);
    // One may be under way when the time begins, and one more begin when it is over.
    return count > took / chore.everyMs + 2 ? [`${count} times in ${Math.round(took)} ms: ${what}`] : [];
  });
}
