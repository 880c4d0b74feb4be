// The port to credentials that somebody should look at.
import type { StaleCredential } from './stale-credential.js';

export interface StaleBounds {
  /** Used or, if never, made before: unused. */
  readonly unusedSince: Date;
  /** Expires before: expiring. */
  readonly expiringBefore: Date;
  /** Those that have expired are in nobody's way. */
  readonly now: Date;
}

export interface StaleStore {
  /** Those that live and are unused or expiring; by organization, service user and creation. */
  list(bounds: StaleBounds): Promise<readonly StaleCredential[]>;
}
