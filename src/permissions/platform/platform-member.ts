// Who has a relation to the platform: administrators, allowed everything, and members, who may ask checks about others.
import type { State } from '../../storage/index.js';

export type Relation = 'admin' | 'member';

/** The service user that a fresh installation starts with; as upstream. It stays an administrator for ever. */
export const BOOTSTRAP_SERVICE_USER_ID = '00000000-0000-0000-0000-000000000001';

interface Listed {
  readonly id: string;
  /** `admin` for who is both. */
  readonly relation: Relation;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly state: State;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PlatformUser extends Listed {
  readonly name: string;
  readonly email: string;
  readonly avatar: string;
}

export interface PlatformServiceUser extends Listed {
  readonly orgId: string | null;
}

export interface PlatformMembers {
  readonly users: readonly PlatformUser[];
  readonly serviceUsers: readonly PlatformServiceUser[];
}
