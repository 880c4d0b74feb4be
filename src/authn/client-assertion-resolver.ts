// Resolves a client that proves itself by a JWT made for this one request (`private_key_jwt`, RFC 7523 §2.2).
import { refused, type VerifyAssertionOnceDeps, verifyAssertionOnce } from '../credentials/index.js';
import type { TokenTerms } from '../tokens/index.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

/**
 * `iss` and `sub` are the client (RFC 7523 §3), which is the key's id or its service user's. `aud` is our issuer and nothing
 * else: what was made for another server's token endpoint must not serve here (draft-ietf-oauth-rfc7523bis §4).
 */
export function clientAssertionResolver(deps: VerifyAssertionOnceDeps & Pick<TokenTerms, 'issuer'>): Resolver {
  const terms = { audiences: [deps.issuer], type: 'client-authentication+jwt' };
  return (presented) => {
    if (presented.scheme !== 'assertion') return undefined;
    const { clientId, jws } = presented;
    const { iss, sub } = jws.payload;
    if (iss !== sub || (clientId !== '' && clientId !== sub)) throw refused('SUBJECT_REFUSED');
    return verifyAssertionOnce(deps, jws, terms).then((key) => principalOf(key, 'client_credentials'));
  };
}
