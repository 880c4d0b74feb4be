// The port for roles.
import type { Written } from '../../storage/index.js';
import type { Role, RoleDescription, RoleDraft, RoleFilter } from './role.js';

export interface RoleStore {
  /** In the order of their names. */
  list(filter: RoleFilter): Promise<readonly Role[]>;

  find(id: string): Promise<Role | undefined>;

  /** A role of that organization, or of the platform when `orgId` is null; never one for the other. */
  findByName(name: string, orgId: string | null): Promise<Role | undefined>;

  /**
   * Throws already_exists with `body.name` when the organization (or the platform) has a role of that name, not_found when the
   * organization is gone, and aborted (PERMISSION_REMOVED) when one of the permissions is not defined any more.
   */
  create(draft: RoleDraft, now: Date): Promise<Written<Role>>;

  /** Replaces the description. Throws not_found, failed_precondition (ROLE_BUILT_IN), and aborted as `create` does. */
  update(id: string, description: RoleDescription, now: Date): Promise<Written<Role>>;

  /** Throws not_found; failed_precondition when it is built in (ROLE_BUILT_IN) or a policy grants it (ROLE_IN_USE). */
  remove(id: string): Promise<Written<void>>;
}
