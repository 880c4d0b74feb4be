// What a batch names, as it is while the batch is applied.
import type { ForgottenResource } from '../../organizations/index.js';
import type { Place } from '../policies/policy.js';

/** An object or principal that is there. `orgId` is null for users, too, and for the platform's own service users. */
export interface Located extends Place {
  /** Of organizations, projects and resources; else empty. */
  readonly name: string;
  readonly enabled: boolean;
}

export interface RoleKey {
  readonly id: string;
  readonly name: string;
  /** Null for a role of the platform. */
  readonly orgId: string | null;
}

export interface World {
  /** By `namespace:id`, organizations and projects by `namespace:name` too. */
  readonly located: ReadonlyMap<string, Located>;
  /** Resources by id alone: whatever their type is. */
  readonly resources: ReadonlyMap<string, Located>;
  readonly roles: {
    get(id: string): RoleKey | undefined;
    /** The role of that organization, or of the platform. */
    find(orgId: string | null, name: string): RoleKey | undefined;
  };
  /** Types that permissions are defined for, of those of the resources to be put. */
  readonly types: ReadonlySet<string>;
  /** The resources to be deleted and what lies in them, by id. */
  readonly doomed: ReadonlyMap<string, ForgottenResource>;
  /** Ids of resources by their URN, of those that resources to be put would have. */
  readonly urns: ReadonlyMap<string, string>;
}
