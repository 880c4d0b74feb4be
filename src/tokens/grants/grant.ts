// What a grant is: a way to prove a credential that an access token is then minted for.
import type {
  Limits,
  VerifyAssertionDeps,
  VerifyAssertionOnceDeps,
  VerifySecretDeps,
} from '../../credentials/index.js';
import type { Principal } from '../../kernel/principal.js';
import type { Awaitable, CallMeta } from '../../kernel/rpc.js';
import type { CheckDeps } from '../check-access-token.js';
import type { Proven } from '../proven.js';
import type { VerifyDeps } from '../verify-access-token.js';

/** The parameters of RFC 6749 §3.2; empty means absent. */
export interface TokenRequest {
  readonly grantType: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly assertion: string;
  readonly scope: string;
  /** RFC 8707 §2. */
  readonly resource: readonly string[];
  /** RFC 8693 §2.1; so are all that follow. */
  readonly audience: readonly string[];
  readonly subjectToken: string;
  readonly subjectTokenType: string;
  readonly actorToken: string;
  readonly actorTokenType: string;
  readonly requestedTokenType: string;
}

export interface GrantDeps
  extends VerifySecretDeps,
    VerifyAssertionDeps,
    VerifyAssertionOnceDeps,
    VerifyDeps,
    CheckDeps {
  readonly limits: Limits;
  /** Who the headers of a call stand for, by the same rules as for every other call. */
  authenticate(meta: CallMeta): Awaitable<Principal | undefined>;
}

/** Throws unauthenticated for a credential that is no good, and invalid_argument for parameters that do not go together. */
export type Grant = (deps: GrantDeps, request: TokenRequest, meta: CallMeta) => Awaitable<Proven>;
