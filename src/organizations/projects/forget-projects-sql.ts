// Removes what names projects or anything in them, ahead of the rows themselves.
import { forgetObjects, type Write } from '../../storage/index.js';
import { forgetResources } from '../resources/forget-resources-sql.js';
import { among } from '../rows-sql.js';
import { PROJECT } from './project.js';

/** The projects' rows must be locked already, so that no resource is added meanwhile. */
export async function forgetProjects(transaction: Write, ids: readonly string[]): Promise<void> {
  const projects = await transaction.sql.selectFrom('projects').select('name').where('id', '=', among(ids)).execute();
  const resources = await transaction.sql
    .selectFrom('resources')
    .select(['id', 'namespace', 'urn'])
    .where('project_id', '=', among(ids))
    .orderBy('id')
    .forUpdate()
    .execute();
  await forgetResources(transaction, resources);
  await forgetObjects(transaction, PROJECT, ids);
  for (const { name } of projects) transaction.changed('name', `${PROJECT}:${name}`);
}
