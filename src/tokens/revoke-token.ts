// Ends a token at the wish of whom it was issued to (RFC 7009), or of who manages that.
import { tokenKindOf } from '../credentials/index.js';
import { settle } from '../kernel/awaitable.js';
import { notAuthorized } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import type { Holds } from '../permissions/index.js';
import type { Revocations } from '../revocation/index.js';
import { type CountingTokenDeps, countingToken, isPartyTo } from './counting-token.js';
import { mayEnd } from './may-end.js';
import { type RevokeApiTokenDeps, revokeApiToken } from './revoke-api-token.js';
import type { TokenRevoker } from './revoker.js';

export interface RevokeTokenDeps extends CountingTokenDeps, RevokeApiTokenDeps {
  readonly revoker: TokenRevoker;
  readonly holds: Holds;
}

/**
 * The revision of the write; empty when the token did not count anyway (RFC 7009 §2.2). Rejects with permission_denied when it is neither
 * the caller's nor of a service user that the caller manages, and as the store does when it cannot be written down: the client must know that it goes on to count (RFC 7009 §2.2.1).
 */
export async function revokeToken(deps: RevokeTokenDeps, token: string, caller: Principal): Promise<string> {
  if (tokenKindOf(token) !== undefined) return revokeApiToken(deps, token, caller);
  const found = await countingToken({ ...deps, revocations: asFarAsKnown(deps.revocations) }, token);
  if (found === undefined) return '';
  if (!isPartyTo(found.claims, caller) && !(await mayEnd(deps.holds, found.claims.sub, caller)))
    throw notAuthorized('TOKEN_NOT_YOURS');
  return deps.revoker.revoke(found.claims);
}

/** To end a token it need not be known that it was not ended before: that goes on while calls with tokens are not answered. */
function asFarAsKnown(revocations: Revocations): Revocations {
  return {
    covers: (claims) =>
      settle(
        () => revocations.covers(claims),
        (revoked) => revoked,
        () => false,
      ),
  };
}
