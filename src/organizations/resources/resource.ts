// Resources: what other services keep in a project and ask decisions about.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Metadata } from '../organization.js';

export interface Resource {
  readonly id: string;
  /** Its type, e.g. `compute/order`. */
  readonly namespace: string;
  /** Unique within its project and type, and fixed. */
  readonly name: string;
  readonly urn: string;
  readonly title: string;
  readonly metadata: Metadata;
  readonly projectId: string;
  /** The resource it lies in; undefined: directly in the project. */
  readonly parent: ObjectRef | undefined;
  /** Holds every permission on it (decision rule 6); undefined: nobody. */
  readonly owner: ObjectRef | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an update replaces. */
export type ResourceDetails = Pick<Resource, 'title' | 'metadata' | 'parent'>;

/** How requests name a resource: by its id, and, to be checked if given, by the id or name of its project. */
export interface ResourceKey {
  readonly id: string;
  readonly project?: string | undefined;
}

/** Upstream's spelling. */
export function resourceUrn(projectName: string, namespace: string, name: string): string {
  return `frn:${projectName}:${namespace}:${name}`;
}

/** The permission that lets one `get`, `update` or `delete` resources of the type, if such a permission is defined. */
export function ownPermission(namespace: string, verb: 'get' | 'update' | 'delete'): string {
  return `${namespace.replace('/', '_')}_${verb}`;
}
