// Replaces a resource's title, metadata and parent.
import type { Clock } from '../../kernel/clock.js';
import { type ObjectRef, refKey } from '../../kernel/object-ref.js';
import type { Written } from '../../storage/index.js';
import { checkFixed, found } from '../found.js';
import type { Resource, ResourceDetails, ResourceKey } from './resource.js';
import type { ResourceStore } from './store.js';

export interface UpdateResourceDeps {
  readonly resources: ResourceStore;
  readonly clock: Clock;
}

/** Name, type and owner repeat the stored ones, or are undefined. */
export interface UpdateResourceInput extends ResourceDetails {
  readonly key: ResourceKey;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly owner?: ObjectRef | undefined;
}

/** Throws what ResourceStore.update does, and invalid_argument for another name, type or owner. */
export async function updateResource(
  { resources, clock }: UpdateResourceDeps,
  { key, name, namespace, owner, ...details }: UpdateResourceInput,
): Promise<Written<Resource>> {
  const resource = found(await resources.get(key), 'resource');
  checkFixed([
    { field: 'body.name', given: name, stored: resource.name },
    { field: 'body.namespace', given: namespace, stored: resource.namespace },
    { field: 'body.principal', given: owner && refKey(owner), stored: resource.owner ? refKey(resource.owner) : '' },
  ]);
  return resources.update(resource.id, { ...details, now: new Date(clock.now()) });
}
