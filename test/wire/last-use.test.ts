// When a credential was last used is written down at the latest when the service leaves.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startApp } from '../support/app.js';
import { lastingDatabase } from '../support/lasting-database.js';
import { list, text } from './support/client.js';
import { actAs, createTenant, plainClient } from './support/tenant.js';

test('and is listed by the next one', { timeout: 60_000 }, async () => {
  const { database, remove } = await lastingDatabase();
  const settings = { FRONTIER_MASTER_KEY: randomBytes(32).toString('base64') };
  const first = await startApp({ database, settings });
  const tenant = await createTenant(first);
  const client = plainClient(first.baseUrl);
  const named = { id: tenant.serviceUserId, org_id: tenant.orgId };
  const asked = { ...named, title: 't', permissions: ['app_organization_get'] };
  const { token } = await actAs(client, first.admin.basic)('CreateToken', asked);
  const authorization = `Bearer ${text(token as never, 'token')}`;
  expect((await client.call('GetCurrentUser', {}, { authorization })).code).toBe('ok');
  await first.close();
  const second = await startApp({ database, settings });
  const { value } = await plainClient(second.baseUrl).call('ListTokens', named, { authorization: tenant.owner });
  await second.close();
  remove();
  const [listed] = list(value, 'tokens');
  expect(Date.parse(String(listed?.['last_used_at']))).toBeGreaterThanOrEqual(
    Date.parse(String(listed?.['created_at'])) - 1_000,
  );
});
