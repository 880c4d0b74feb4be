// The organization that something new is put into.
import { failedPrecondition, notFound } from '../kernel/errors.js';
import type { Write } from '../storage/index.js';
import { keyColumn } from './rows-sql.js';

/**
 * The id of the organization named, which cannot be deleted until the transaction ends. Throws not_found, and
 * failed_precondition if it is disabled.
 */
export async function joinOrganization({ sql }: Write, key: string): Promise<string> {
  const row = await sql
    .selectFrom('organizations')
    .select(['id', 'state'])
    .where(keyColumn(key), '=', key)
    .forKeyShare()
    .executeTakeFirst();
  if (row === undefined) throw notFound('organization');
  if (row.state === 'disabled') throw failedPrecondition('ORGANIZATION_DISABLED', 'organization is disabled');
  return row.id;
}
