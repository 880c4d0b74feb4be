// Resources in Postgres.
import { type Database, write } from '../../storage/index.js';
import { keyColumn } from '../rows-sql.js';
import { createResource } from './create-resource-sql.js';
import { deleteResource } from './delete-resource-sql.js';
import { resourceFromRow, selectResources } from './find-resource-sql.js';
import type { Resource, ResourceKey } from './resource.js';
import type { ResourceStore } from './store.js';
import { updateResource } from './update-resource-sql.js';

export function sqlResourceStore(db: Database): ResourceStore {
  return {
    get: (key) => get(db, key),
    list: (projectId, namespace) => list(db, projectId, namespace),
    create: (resource) => write(db, (transaction) => createResource(transaction, resource)),
    update: (id, details) => write(db, (transaction) => updateResource(transaction, { id, ...details })),
    delete: (key) => write(db, (transaction) => deleteResource(transaction, key)),
  };
}

async function get(db: Database, { id, project }: ResourceKey): Promise<Resource | undefined> {
  let query = selectResources(db).where('resources.id', '=', id);
  if (project !== undefined)
    query = query.where('resources.project_id', 'in', (select) =>
      select.selectFrom('projects').select('projects.id').where(keyColumn(project), '=', project),
    );
  const row = await query.executeTakeFirst();
  return row && resourceFromRow(row);
}

async function list(db: Database, projectId: string, namespace: string | undefined): Promise<Resource[]> {
  let query = selectResources(db)
    .where('resources.project_id', '=', projectId)
    .orderBy('resources.created_at')
    .orderBy('resources.id');
  if (namespace !== undefined) query = query.where('resources.namespace', '=', namespace);
  return (await query.execute()).map(resourceFromRow);
}
