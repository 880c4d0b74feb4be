// Resources with what their rows don't hold: who owns them, and the type of what they lie in.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Database, Write } from '../../storage/index.js';
import type { Resource } from './resource.js';

/** Decision rule 6: the owner is kept as a policy, the only one without a role. */
export function selectResources(db: Database | Write['sql']) {
  return db
    .selectFrom('resources')
    .leftJoin('resources as parents', 'parents.id', 'resources.parent_id')
    .leftJoin('policies as owners', (join) =>
      join
        .on('owners.role_id', 'is', null)
        .onRef('owners.resource_namespace', '=', 'resources.namespace')
        .on((on) => on('owners.resource_id', '=', on.cast<string>('resources.id', 'text'))),
    )
    .selectAll('resources')
    .select([
      'parents.namespace as parent_namespace',
      'owners.principal_namespace as owner_namespace',
      'owners.principal_id as owner_id',
    ]);
}

export type FoundResource = Awaited<ReturnType<ReturnType<typeof selectResources>['executeTakeFirstOrThrow']>>;

export function resourceFromRow(row: FoundResource): Resource {
  return {
    id: row.id,
    namespace: row.namespace,
    name: row.name,
    urn: row.urn,
    title: row.title,
    metadata: row.metadata,
    projectId: row.project_id,
    parent: ref(row.parent_namespace, row.parent_id),
    owner: ref(row.owner_namespace, row.owner_id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function ref(namespace: string | null, id: string | null): ObjectRef | undefined {
  return namespace === null || id === null ? undefined : { namespace, id };
}
