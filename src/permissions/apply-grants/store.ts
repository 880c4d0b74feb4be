// The port through which grants are applied in bulk.
import type { Written } from '../../storage/index.js';
import type { Batch } from './batch.js';

/** What the caller calls the batch, so that it is applied once. */
export interface Idempotency {
  readonly key: string;
  /** Differs for different operations. */
  readonly digest: string;
}

export interface Application {
  readonly batch: Batch;
  /** Undefined: applied each time. */
  readonly idempotency: Idempotency | undefined;
  readonly now: Date;
  /** Ids for policies that are new. */
  newId(): string;
}

export interface GrantStore {
  /**
   * All of the batch or nothing, in one transaction; answers how many of its operations changed something. Deletions come first,
   * and what is named by what is put is there afterwards, whatever else is written at the same time.
   * A key that was used within KEY_DAYS, be it at the same time, answers what it did then, if the digest is the same;
   * throws failed_precondition (IDEMPOTENCY_KEY_REUSED) if not.
   * Throws invalid_argument for what cannot be put (decision rule 9), failed_precondition (GROUP_CYCLE, RESOURCE_CYCLE,
   * PROJECT_DISABLED) and already_exists for resources, each with the fields.
   */
  apply(application: Application): Promise<Written<number>>;
}

/** How long a key is remembered. */
export const KEY_DAYS = 7;
