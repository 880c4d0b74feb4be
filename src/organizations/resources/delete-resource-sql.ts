// Deletes a resource with what lies in it and everything that names any of it (decision rule 10).
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.js';
import type { Write } from '../../storage/index.js';
import { found } from '../found.js';
import { type ForgottenResource, forgetResources } from './forget-resources-sql.js';
import { holdProject, lockParents } from './place-sql.js';
import type { ResourceKey } from './resource.js';

/** See ResourceStore.delete. */
export async function deleteResource(transaction: Write, { id, project }: ResourceKey): Promise<void> {
  const query = transaction.sql.selectFrom('resources').select('project_id').where('id', '=', id);
  const { project_id } = found(await query.executeTakeFirst(), 'resource');
  const { name } = await holdProject(transaction, project_id);
  if (project !== undefined && project !== project_id && project !== name) throw notFound('resource');
  await lockParents(transaction, [project_id]);
  const tree = await holdTrees(transaction, [id]);
  if (tree.length === 0) throw notFound('resource');
  await forgetResources(transaction, tree);
  await transaction.sql.deleteFrom('resources').where('id', '=', id).execute();
}

/** The resources and what lies in them, at any depth, locked. The locks on what lies in what have to be held already. */
export async function holdTrees(
  { sql: transaction }: Write,
  ids: readonly string[],
): Promise<readonly ForgottenResource[]> {
  const { rows } = await sql<ForgottenResource>`
    with recursive below (id) as (
      select unnest(${ids}::uuid[])
      union
      select resources.id from below join resources on resources.parent_id = below.id)
    select id, namespace, urn from resources where id in (select id from below) order by id for update`.execute(
    transaction,
  );
  return rows;
}
