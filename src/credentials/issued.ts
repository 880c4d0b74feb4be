// A secret or a key as far as they are alike.

/** A secret or key as it is listed. */
export interface Issued {
  readonly id: string;
  readonly serviceUserId: string;
  readonly title: string;
  /** Milliseconds since the epoch; from then on it no longer authenticates. Undefined: never. */
  readonly expiresAt: number | undefined;
  /** Undefined: not known to have been used. */
  readonly lastUsedAt: number | undefined;
  /** `app/user:ID` or `app/serviceuser:ID`. */
  readonly createdBy: string;
  readonly createdAt: number;
}
