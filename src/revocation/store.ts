// The port to the durable rows of what is revoked.
import type { NewRevocation, Revoked, RevokedKind, Written } from '../storage/index.js';
import type { RevocableClaims } from './revocation.js';

/** Where a page of rows ends. */
export type RowKey = Pick<Revoked, 'kind' | 'key'>;

/** A row as the outbox hands it on. */
export interface Outgoing extends Revoked {
  readonly revision: string;
}

/** What has a row of its own that ends with its tokens. */
export type Endable = Exclude<RevokedKind, 'token' | 'signing_key'>;

export interface RevocationStore {
  /** Records it; the value is false when it was recorded before to the same extent, and then nothing is written. */
  record(revocation: NewRevocation): Promise<Written<boolean>>;
  /**
   * Ends every token of the principal or organization that was minted until now, by raising its generation; tokens minted from now
   * on are good. A credential is deleted, with every token it minted. False when there is none of that id.
   */
  end(kind: Endable, id: string, cause: string): Promise<Written<boolean>>;
  /** Whether any row ends the token; sees everything that was committed before the call. */
  covers(token: RevocableClaims): Promise<boolean>;
  /**
   * Hands every row that there is now to `take`, some at a time and in no order, without when they were recorded. Answers a revision
   * up to which none is missing.
   */
  all(take: (rows: readonly Revoked[]) => void): Promise<string>;
  /** The revision of the newest row; it tells what is there from what was, unless rows only expired. */
  newest(): Promise<string>;
  /** Some rows after `after`, ordered by kind and key, without when they were recorded; empty when there are none. */
  page(after: RowKey | undefined, rows: number): Promise<readonly Revoked[]>;
  /** Rows that were committed more than `olderThanMs` ago and not published, the oldest first. */
  unpublished(rows: number, olderThanMs: number): Promise<readonly Outgoing[]>;
  /** Marks rows as published unless they were raised since. */
  published(rows: readonly Outgoing[]): Promise<void>;
  countUnpublished(): Promise<number>;
  /** Removes some of what expired; answers how many, 0 when none is left or when another replica is at it. */
  forgetExpired(rows: number): Promise<number>;
}
