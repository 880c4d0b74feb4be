// API tokens: what a service user presents to do no more than a set of permissions allows.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Issued } from '../issued.js';

/** As it is listed. */
export interface ApiToken extends Issued {
  readonly expiresAt: number;
  /** Slugs, sorted. */
  readonly permissions: readonly string[];
  /** Undefined: bound to no object. */
  readonly resource: ObjectRef | undefined;
}
