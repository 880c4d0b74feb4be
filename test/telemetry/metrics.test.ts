// The metrics: what is counted, in Prometheus' words, and nothing that tells who did what.
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkPermission } from '../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { timedStore } from '../../src/decisions/load/timed-store.js';
import { systemClock } from '../../src/kernel/clock.js';
import { loadKeyring, rotateKeys, type SigningKey } from '../../src/signing/index.js';
import { type Database, newestRevision } from '../../src/storage/index.js';
import { type CallRecord, createMetrics, type Metrics } from '../../src/telemetry/index.js';
import { readCheck } from '../decisions/cases/case.js';
import { HOUR, testSigning } from '../signing/signing.js';
import { sharedApp, type TestApp } from '../support/app.js';
import { testClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';

const CALL: CallRecord = {
  method: 'FrontierService/CheckPermission',
  code: 'ok',
  reason: undefined,
  durationMs: 0.2,
  principal: undefined,
  requestId: 'r',
  peer: '192.0.2.1',
  protocol: 'grpc',
};

/** Values by name and labels, as the text spells them. */
async function valuesOf(metrics: Pick<Metrics, 'text'>): Promise<ReadonlyMap<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

describe('calls', () => {
  test('by method and code, and how long they took by method', async () => {
    const metrics = createMetrics();
    for (const durationMs of [0.2, 3, 40]) metrics.called({ ...CALL, durationMs });
    metrics.called({ ...CALL, code: 'not_found' });
    metrics.called({ ...CALL, method: 'AdminService/ApplyGrants', durationMs: 700 });
    const values = await valuesOf(metrics);
    const check = 'method="FrontierService/CheckPermission"';
    expect(values.get(`frontier_calls_total{${check},code="ok"}`)).toBe(3);
    expect(values.get(`frontier_calls_total{${check},code="not_found"}`)).toBe(1);
    expect(values.get('frontier_calls_total{method="AdminService/ApplyGrants",code="ok"}')).toBe(1);
    expect(values.get(`frontier_call_duration_seconds_bucket{le="0.00025",${check}}`)).toBe(2);
    expect(values.get(`frontier_call_duration_seconds_bucket{le="0.005",${check}}`)).toBe(3);
    expect(values.get(`frontier_call_duration_seconds_count{${check}}`)).toBe(4);
    expect(values.get(`frontier_call_duration_seconds_sum{${check}}`)).toBeCloseTo(0.0434);
  });

  test('of two services in one process are counted apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.called(CALL);
    expect((await valuesOf(other)).size).toBe((await valuesOf(createMetrics())).size);
  });
});

/** No signing keys to speak of. */
const KEYS = { keyring: { current: () => ({ activatesAt: 0 }) as SigningKey, all: () => [] }, clock: testClock() };

describe('decisions', () => {
  let db: Database;
  let world: World;
  let decisions: Decisions;
  let metrics: Metrics;
  beforeEach(async () => {
    db = await testDatabase();
    world = await createWorld(db);
    await world.tell(`
      permission compute/order get
      role reader: compute_order_get
      organization acme
      project web in acme
      user alice
      user bob
      resource compute/order o1 in web
      grant reader to alice at project web`);
    metrics = createMetrics();
    const store = timedStore(sqlDecisionStore(db), { clock: systemClock, loaded: metrics.loaded });
    decisions = await createDecisions(store, 10_000);
    metrics.measure({ decisions, newestRevision: () => newestRevision(db), ...KEYS });
  });

  const check = (line: string) => checkPermission(decisions, readCheck(world, line).question);

  test('by result and reason', async () => {
    await check('alice may get at compute/order o1');
    await check('alice may get at compute/order o1');
    await check('bob may get at compute/order o1');
    const values = await valuesOf(metrics);
    expect(values.get('frontier_decisions_total{result="allowed",reason=""}')).toBe(2);
    expect(values.get('frontier_decisions_total{result="denied",reason="no_grant"}')).toBe(1);
    expect(values.get('frontier_decisions_total{result="denied",reason="principal_disabled"}')).toBe(0);
  });

  test('what they are made from: entries, hits, loads and how long these took', async () => {
    await check('alice may get at compute/order o1');
    const cold = await valuesOf(metrics);
    await check('alice may get at compute/order o1');
    const warm = await valuesOf(metrics);
    const loads = 'frontier_map_loads_total{map="objects"}';
    const hits = 'frontier_map_hits_total{map="objects"}';
    expect(cold.get('frontier_map_entries{map="objects"}')).toBeGreaterThanOrEqual(4);
    expect(cold.get(loads)).toBeGreaterThanOrEqual(1);
    expect(warm.get(loads)).toBe(cold.get(loads));
    expect(warm.get(hits)).toBeGreaterThan(cold.get(hits) as number);
    // One at the start, one for the cold check.
    expect(cold.get('frontier_map_load_duration_seconds_count')).toBe(2);
    expect(warm.get('frontier_map_load_duration_seconds_count')).toBe(2);
    expect(cold.get('frontier_map_load_duration_seconds_sum')).toBeGreaterThan(0);
  });

  test('how far the feed is behind', async () => {
    await decisions.feed.catchUp();
    expect((await valuesOf(metrics)).get('frontier_feed_lag_revisions')).toBe(0);
    await world.tell('user carol');
    await world.tell('user dave');
    const values = await valuesOf(metrics);
    expect(values.get('frontier_feed_lag_revisions')).toBe(2);
    expect(values.get('frontier_feed_lag_milliseconds')).toBeGreaterThan(0);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('gone'))],
    ['does not answer', () => new Promise<string>(() => undefined)],
  ])('a store that %s keeps nothing else from being fetched', async (_, newest) => {
    const other = createMetrics();
    other.measure({ decisions, newestRevision: newest, ...KEYS });
    const values = await valuesOf(other);
    expect(values.has('frontier_feed_lag_revisions')).toBe(false);
    expect(values.has('frontier_map_entries{map="objects"}')).toBe(true);
  });
});

describe('signing keys', () => {
  test('how old the one is that signs, and how many there are of each state', async () => {
    const db = await testDatabase();
    const deps = testSigning(db);
    const keyring = await loadKeyring(deps);
    deps.clock.advance(2 * HOUR);
    await rotateKeys(deps);
    await keyring.refresh();
    const metrics = createMetrics();
    const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
    metrics.measure({ decisions, newestRevision: () => newestRevision(db), keyring, clock: deps.clock });
    const before = await valuesOf(metrics);
    expect(before.get('frontier_signing_key_age_seconds')).toBe(7_200);
    const states = ['next', 'current', 'retiring'].map((state) => `frontier_signing_keys{state="${state}"}`);
    expect(states.map((name) => before.get(name))).toEqual([1, 1, 0]);
    deps.clock.advance(HOUR);
    const after = await valuesOf(metrics);
    expect(after.get('frontier_signing_key_age_seconds')).toBe(0);
    expect(states.map((name) => after.get(name))).toEqual([0, 1, 1]);
  });
});

describe('GET /metrics', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await sharedApp();
  });
  const fetchText = async () => (await fetch(`${app.baseUrl}/metrics`)).text();

  test('answers the text format, to be read anew each time', async () => {
    const answer = await fetch(`${app.baseUrl}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('# TYPE frontier_calls_total counter');
  });

  test('counts what is called, and tells nobody who or what', async () => {
    const name = `measured-${randomUUID()}`;
    const headers = {
      authorization: app.admin.basic,
      'content-type': 'application/json',
      'x-request-id': randomUUID(),
    };
    const body = JSON.stringify({ name });
    const made = await fetch(`${app.baseUrl}/v1beta1/organizations`, { method: 'POST', headers, body });
    const { organization } = (await made.json()) as { organization: { id: string } };
    const missing = randomUUID();
    await fetch(`${app.baseUrl}/v1beta1/users/${missing}`, { headers });
    const text = await fetchText();
    expect(text).toMatch(/frontier_calls_total\{method="FrontierService\/CreateOrganization",code="ok"\} \d+/);
    expect(text).toMatch(/frontier_calls_total\{method="FrontierService\/GetUser",code="not_found"\} \d+/);
    const secrets = [
      name,
      organization.id,
      missing,
      app.admin.clientId,
      app.admin.clientSecret,
      headers['x-request-id'],
    ];
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test('only to be read', async () => {
    const posted = await fetch(`${app.baseUrl}/metrics`, { method: 'POST' });
    expect(posted.status).toBe(405);
    expect(posted.headers.get('allow')).toBe('GET, HEAD');
    const head = await fetch(`${app.baseUrl}/metrics`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect((await fetch(`${app.baseUrl}/metrics/more`)).status).toBe(404);
  });
});
