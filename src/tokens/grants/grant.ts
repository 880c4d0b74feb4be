// What a grant is: a way to prove a credential that an access token is then minted for.
import type { CredentialReader, VerifyAssertionDeps, VerifySecretDeps } from '../../credentials/index.js';
import type { Principal } from '../../kernel/principal.js';
import type { Awaitable, CallMeta } from '../../kernel/rpc.js';
import type { Proven } from '../mint-access-token.js';

/** The parameters of RFC 6749 §3.2; empty means absent. */
export interface TokenRequest {
  readonly grantType: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly assertion: string;
}

export interface GrantDeps extends VerifySecretDeps, VerifyAssertionDeps {
  readonly reader: CredentialReader;
  /** Who the headers of a call stand for, by the same rules as for every other call. */
  authenticate(meta: CallMeta): Awaitable<Principal | undefined>;
}

/** Throws unauthenticated for a credential that is no good, and invalid_argument for parameters that do not go together. */
export type Grant = (deps: GrantDeps, request: TokenRequest, meta: CallMeta) => Awaitable<Proven>;
