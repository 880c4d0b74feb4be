// The port for relations to the platform.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Written } from '../../storage/index.js';
import type { PlatformMembers, Relation } from './platform-member.js';

export interface PlatformStore {
  /** Whether the user or service user is an administrator of the platform; says nothing about whether they are enabled. */
  isAdministrator(ref: ObjectRef): Promise<boolean>;

  /** Each principal once, by when they first had a relation, then id. */
  list(): Promise<PlatformMembers>;

  /** The id of the user with that e-mail address, in lower case; undefined when there is none. */
  userIdByEmail(email: string): Promise<string | undefined>;

  /** No error when they have the relation already. Throws not_found when the user or service user is not there. */
  add(ref: ObjectRef, relation: Relation, now: Date): Promise<Written<void>>;

  /**
   * Removes the relations; no error when they have none of them. Throws not_found when the user or service user is not there, and
   * failed_precondition (LAST_PLATFORM_ADMINISTRATOR) rather than leave the platform without an administrator.
   */
  remove(ref: ObjectRef, relations: readonly Relation[]): Promise<Written<void>>;
}
