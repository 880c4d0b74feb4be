// The real process on its embedded database, killed in the middle of its work: what was acknowledged is there afterwards.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { basic } from '../support/app.js';
import { type Child, runFrontier } from '../support/child.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type Client, list, text } from './support/client.js';
import { openClient } from './support/clients.js';
import { actAs } from './support/tenant.js';

const WRITERS = 8;
/** Acknowledged before the process is killed. */
const ENOUGH = 120;

const admin = { id: '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6978', secret: 'known-in-advance-and-of-no-use-elsewhere' };
const authorization = basic(admin.id, admin.secret);

interface Served {
  readonly child: Child;
  readonly client: Client;
}

async function serve(folder: string): Promise<Served> {
  const child = runFrontier(['serve'], {
    FRONTIER_DATA_DIR: folder,
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_ISSUER: 'https://frontier.test',
    FRONTIER_LOG_LEVEL: 'error',
    FRONTIER_BOOTSTRAP_CLIENT_ID: admin.id,
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: admin.secret,
  });
  const [, url = ''] = await child.said(/^Frontier listens on (\S+)\n/m);
  return { child, client: openClient('grpc-js', url) };
}

/** Creates service users and deletes every other one until the service is gone; notes what it was told. */
async function write(client: Client, orgId: string, told: Told): Promise<void> {
  for (let count = 0; ; count++) {
    const body = { title: `robot ${count}` };
    const made = await client.call('CreateServiceUser', { org_id: orgId, body }, { authorization });
    if (made.code !== 'ok') return;
    const id = text(made.value, 'serviceuser.id');
    told.created.add(id);
    if (count % 2 === 0) continue;
    told.asked.add(id);
    const { code } = await client.call('DeleteServiceUser', { id }, { authorization });
    if (code !== 'ok') return;
    told.deleted.add(id);
  }
}

/** Ids of service users; `asked`: those whose deletion was asked for, told or not. */
interface Told {
  readonly created: Set<string>;
  readonly asked: Set<string>;
  readonly deleted: Set<string>;
}

test('kill -9 in a burst of writes loses nothing that was acknowledged', { timeout: 120_000 }, async () => {
  const folder = join(temporaryFolder(), 'data');
  const first = await serve(folder);
  const act = actAs(first.client, authorization);
  const orgId = text(await act('AdminCreateOrganization', { body: { name: 'acme' } }), 'organization.id');
  const token = text(await act('AuthToken', {}), 'access_token');
  const keys = await act('GetJWKs', {});

  const told: Told = { created: new Set(), asked: new Set(), deleted: new Set() };
  const writers = Array.from({ length: WRITERS }, () => write(first.client, orgId, told));
  await expect.poll(() => told.created.size, { timeout: 60_000, interval: 5 }).toBeGreaterThan(ENOUGH);
  first.child.process.kill('SIGKILL');
  expect(await first.child.ended).toBeNull();
  await Promise.all(writers);
  first.client.close();

  const second = await serve(folder);
  const asToken = actAs(second.client, `Bearer ${token}`);
  const there = list(await asToken('ListOrganizationServiceUsers', { id: orgId }), 'serviceusers');
  const ids = new Set(there.map(({ id }) => String(id)));
  expect([...told.created].filter((id) => !told.asked.has(id) && !ids.has(id))).toEqual([]);
  expect([...told.deleted].filter((id) => ids.has(id))).toEqual([]);
  expect(told.deleted.size).toBeGreaterThan(0);
  expect(await asToken('GetJWKs', {})).toEqual(keys);
  // Deletions that were under way happened wholly or not at all.
  for (const id of told.asked) {
    const { code } = await second.client.call('ListSecrets', { id }, { authorization });
    expect(code).toBe(ids.has(id) ? 'ok' : 'not_found');
  }
  second.client.close();
  second.child.process.kill('SIGTERM');
  expect(await second.child.ended).toBe(0);
  expect(first.child.out() + second.child.out()).not.toContain(admin.secret);
});
