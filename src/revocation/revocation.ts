// What a token says that can be revoked.

/** The claims of a verified access token, by their names; `gens` are the generations that it was minted at. */
export interface RevocableClaims {
  readonly jti: string;
  /** The `jti` of the tokens that it was traded for, which end it too. */
  readonly from?: readonly string[] | undefined;
  /** The credential's id. */
  readonly cred: string;
  /** The principal's. */
  readonly sub: string;
  /** The organization's; empty for the platform's own principals. */
  readonly org_ids: string;
  /** Of the key that signed it. */
  readonly kid: string;
  readonly gens: { readonly cred: number; readonly sub: number; readonly org: number };
  /** Of an exchanged token: who acts with it, and the one before. */
  readonly act?: RevocableActor | undefined;
}

export interface RevocableActor {
  /** The credential's id. */
  readonly client_id: string;
  readonly sub: string;
  readonly org_ids: string;
  readonly gens: { readonly cred: number; readonly sub: number; readonly org: number };
  readonly act?: RevocableActor | undefined;
}
