// Service users: programs, each of one organization.
import { type ObjectRef, refKey } from '../kernel/object-ref.js';
import { SERVICE_USER } from '../kernel/principal.js';
import type { State } from '../storage/index.js';

export interface ServiceUser {
  readonly id: string;
  /** Undefined for the platform's own, the bootstrap service user. */
  readonly organizationId: string | undefined;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly state: State;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export function serviceUserRef(id: string): ObjectRef {
  return { namespace: SERVICE_USER, id };
}

/** `app/serviceuser:ID`. */
export function serviceUserKey(id: string): string {
  return refKey(serviceUserRef(id));
}
