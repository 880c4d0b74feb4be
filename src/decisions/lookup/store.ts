// The port through which lookups enumerate candidates; who is allowed what is for the engine alone to say.
import type { ObjectRef } from '../../kernel/object-ref.js';

/** What is asked, but for the one side that is fixed. */
export interface Wish {
  /** A slug. */
  readonly permission: string;
  /** The type of the candidates: of objects, or `app/user` or `app/serviceuser`. */
  readonly namespace: string;
}

/** How far one look goes. */
export interface Window {
  /** Ids after this one; undefined: from the first. */
  readonly after: string | undefined;
  /** At most so many candidates. */
  readonly limit: number;
  /** Whether to read far past policies that turn out not to matter; worth it where a narrow look found too few. */
  readonly far: boolean;
}

/** Of one snapshot of the store. */
export interface Candidates {
  /** Ascending, without doubles. */
  readonly ids: readonly string[];
  /** The look was complete up to this id; undefined: to the end. */
  readonly until: string | undefined;
  /** The store's newest revision in that snapshot. */
  readonly revision: number;
}

/**
 * Candidates are a superset: every object or principal that the decision rules allow at the snapshot's revision, with an id after
 * `after` and up to `until`, is among them. The work of one look is bounded, however much there is: it may answer few or none and
 * still not be at the end.
 */
export interface LookupStore {
  /** Objects of a type at which the principal may hold the permission; `namespace` is not the platform's. */
  resources(principal: ObjectRef, wish: Wish, window: Window): Promise<Candidates>;
  /** Principals of a kind that may hold the permission at the object; none when it is not there. */
  subjects(object: ObjectRef, wish: Wish, window: Window): Promise<Candidates>;
  /** Whether there is a resource of that type. */
  hasResources(namespace: string): Promise<boolean>;
}
