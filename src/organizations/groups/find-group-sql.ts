// A group as requests name it.
import type { Selectable } from 'kysely';
import type { Database, Tables, Write } from '../../storage/index.js';
import { found } from '../found.js';
import { keyColumn } from '../rows-sql.js';
import type { Group, GroupKey } from './group.js';

/** The query for it; no row if it is in another organization than the one named. */
export function selectGroup(db: Database | Write['sql'], { id, organization }: GroupKey) {
  const query = db.selectFrom('groups').selectAll('groups').where('groups.id', '=', id);
  if (organization === undefined) return query;
  return query.where('groups.org_id', 'in', (select) =>
    select.selectFrom('organizations').select('organizations.id').where(keyColumn(organization), '=', organization),
  );
}

/**
 * Its row, locked for an update or only against deletion; its organization's before it, as those who delete that do, so that
 * neither waits for the other. Throws not_found.
 */
export async function holdGroup({ sql }: Write, key: GroupKey, lock: 'update' | 'key share'): Promise<Group> {
  const { org_id } = found(await selectGroup(sql, key).executeTakeFirst(), 'group');
  await sql.selectFrom('organizations').select('id').where('id', '=', org_id).forKeyShare().execute();
  const query = selectGroup(sql, key);
  const row = await (lock === 'update' ? query.forUpdate() : query.forKeyShare()).executeTakeFirst();
  return groupFromRow(found(row, 'group'));
}

export function groupFromRow(row: Selectable<Tables['groups']>): Group {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    orgId: row.org_id,
    metadata: row.metadata,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
