// The port of resources. Every method is one transaction; what throws not_found does so too if the project is another.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Written } from '../../storage/index.js';
import type { Creator } from '../organization.js';
import type { Resource, ResourceDetails, ResourceKey } from './resource.js';

export interface NewResource extends ResourceDetails {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** Id or name. */
  readonly project: string;
  readonly now: Date;
  /** Who owns it, if decision rule 9 lets them hold a policy there. */
  readonly creator: Creator;
  /** Owns it instead of the creator. */
  readonly owner: ObjectRef | undefined;
}

export interface ResourceStore {
  /** Undefined when there is none. */
  get(key: ResourceKey): Promise<Resource | undefined>;
  /** Those of a project, and of a type unless undefined, ordered by creation, then id. */
  list(projectId: string, namespace: string | undefined): Promise<readonly Resource[]>;
  /**
   * Throws not_found for the project, failed_precondition if that is disabled, invalid_argument for a type that no permission
   * is defined for (`body.namespace`), a parent outside the project (`body.parent`) or an owner who may not be granted
   * anything there (`body.principal`), already_exists (`id`, `body.name`).
   */
  create(resource: NewResource): Promise<Written<Resource>>;
  /**
   * Replaces the details. Throws not_found, invalid_argument for a parent outside the project (`body.parent`), and
   * failed_precondition (RESOURCE_CYCLE) if it would come to lie in itself, whatever else is written at the same time.
   */
  update(id: string, details: ResourceDetails & { readonly now: Date }): Promise<Written<Resource>>;
  /** Removes it with all resources in it, and every policy that names any of them (decision rule 10). Throws not_found. */
  delete(key: ResourceKey): Promise<Written<void>>;
}
