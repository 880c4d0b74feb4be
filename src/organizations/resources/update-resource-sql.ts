// Replaces what is said about a resource, and where it lies.
import { sql } from 'kysely';
import { failedPrecondition } from '../../kernel/errors.js';
import { refKey } from '../../kernel/object-ref.js';
import type { Write } from '../../storage/index.js';
import { found } from '../found.js';
import { detailColumns } from '../rows-sql.js';
import { resourceFromRow, selectResources } from './find-resource-sql.js';
import { checkParent, holdProject, lockParents } from './place-sql.js';
import type { Resource, ResourceDetails } from './resource.js';

export interface ResourceUpdate extends ResourceDetails {
  readonly id: string;
  readonly now: Date;
}

/** See ResourceStore.update. */
export async function updateResource(transaction: Write, update: ResourceUpdate): Promise<Resource> {
  const { id, parent } = update;
  const row = await findRow(transaction, id);
  await holdProject(transaction, row.project_id);
  await lockParents(transaction, [row.project_id]);
  const { namespace, parent_id } = await findRow(transaction, id);
  if (parent !== undefined) {
    await checkParent(transaction, row.project_id, parent);
    await checkNoCycle(transaction, id, parent.id);
  }
  if ((parent?.id ?? null) !== parent_id) transaction.changed('object', refKey({ namespace, id }));
  await transaction.sql
    .updateTable('resources')
    .set({ ...detailColumns(update), parent_id: parent?.id ?? null })
    .where('id', '=', id)
    .execute();
  return resourceFromRow(
    await selectResources(transaction.sql).where('resources.id', '=', id).executeTakeFirstOrThrow(),
  );
}

async function findRow({ sql: transaction }: Write, id: string) {
  const query = transaction
    .selectFrom('resources')
    .select(['namespace', 'parent_id', 'project_id'])
    .where('id', '=', id);
  return found(await query.executeTakeFirst(), 'resource');
}

async function checkNoCycle({ sql: transaction }: Write, id: string, parentId: string): Promise<void> {
  const { rows } = await sql<{ cycle: boolean }>`
    with recursive above (id) as (
      select ${parentId}::uuid
      union
      select resources.parent_id from above join resources on resources.id = above.id
      where resources.parent_id is not null)
    select exists (select from above where id = ${id}::uuid) as cycle`.execute(transaction);
  if (rows[0]?.cycle) throw failedPrecondition('RESOURCE_CYCLE', 'a resource cannot lie in itself, directly or below');
}
