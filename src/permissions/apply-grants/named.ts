// The names and ids in a batch, by the kind of thing that they name.
import type { ObjectRef } from '../../kernel/object-ref.js';
import { GROUP, SERVICE_USER, USER } from '../../kernel/principal.js';
import { ORGANIZATION, PROJECT } from '../../organizations/index.js';
import { isCustomType } from '../type-tree.js';
import type { Batch } from './batch.js';

/** Organizations, projects and roles by id or name, the rest by id; nothing twice. */
export interface Named {
  readonly organizations: readonly string[];
  readonly projects: readonly string[];
  readonly groups: readonly string[];
  readonly serviceUsers: readonly string[];
  readonly users: readonly string[];
  readonly resources: readonly string[];
  readonly roles: readonly string[];
}

export function namedIn(batch: Batch): Named {
  const policies = [...batch.putPolicy, ...batch.deletePolicy];
  const memberships = [...batch.putMembership, ...batch.deleteMembership];
  const refs: ObjectRef[] = policies.flatMap(({ resource, principal }) => [resource, principal]);
  refs.push(...memberships.map(({ member }) => member));
  for (const { parent, owner } of batch.putResource)
    refs.push(...[parent, owner].filter((ref): ref is NonNullable<typeof ref> => ref !== undefined));
  const of = (namespace: string) => refs.filter((ref) => ref.namespace === namespace).map(({ id }) => id);
  const resources = refs.filter(({ namespace }) => isCustomType(namespace)).map(({ id }) => id);
  return {
    organizations: once(of(ORGANIZATION)),
    projects: once([...of(PROJECT), ...batch.putResource.map(({ projectId }) => projectId)]),
    groups: once([...of(GROUP), ...memberships.map(({ groupId }) => groupId)]),
    serviceUsers: once(of(SERVICE_USER)),
    users: once(of(USER)),
    resources: once([...resources, ...[...batch.putResource, ...batch.deleteResource].map(({ id }) => id)]),
    roles: once(policies.map(({ roleId }) => roleId)),
  };
}

function once(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)];
}
