// The port for permissions.
import type { Written } from '../storage/index.js';
import type { Permission, PermissionDescription, PermissionDraft } from './permission.js';

export interface PermissionStore {
  /** All, in the order of their slugs. */
  list(): Promise<readonly Permission[]>;

  find(id: string): Promise<Permission | undefined>;

  /** Those of the slugs that are defined, in no order. */
  findBySlugs(slugs: readonly string[]): Promise<readonly Permission[]>;

  /**
   * Defines all or none; answers one permission for each draft, in their order. A permission that is there keeps its id and takes the
   * draft's description; of drafts of the same name the last describes it.
   * Throws already_exists with `bodies[i].key` when draft i's slug is that of another namespace and verb, or of a built-in one.
   */
  define(drafts: readonly PermissionDraft[], now: Date): Promise<Written<readonly Permission[]>>;

  /** Replaces the description. Throws not_found. */
  describe(id: string, description: PermissionDescription, now: Date): Promise<Written<Permission>>;

  /**
   * Removes it and takes it out of every role, whose change the feed is told. Throws not_found; failed_precondition when it is
   * built in (PERMISSION_BUILT_IN) or the last of a namespace that still has resources (NAMESPACE_HAS_RESOURCES).
   */
  remove(id: string, now: Date): Promise<Written<void>>;
}
