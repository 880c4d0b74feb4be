// Ends one token.
import type { RevocableClaims } from './revocation.js';
import type { RevocationStore } from './store.js';

export interface RevokeTokenDeps {
  readonly store: Pick<RevocationStore, 'record'>;
}

/**
 * Ends the token, and what it was traded for, for good; no error when it was ended before. The claims are those of a verified token:
 * nothing else may make entries. Resolves with the write's revision when it is durable and this replica refuses the token.
 */
export async function revokeToken(
  { store }: RevokeTokenDeps,
  { jti, exp }: Pick<RevocableClaims, 'jti'> & { readonly exp: number },
  cause: string,
): Promise<string> {
  const { revision } = await store.record({ kind: 'token', key: jti, exp, cause });
  return revision;
}

/** For the holder of a token, who ends it (RFC 7009). */
export function tokenRevoker(deps: RevokeTokenDeps) {
  return { revoke: (claims: Parameters<typeof revokeToken>[1]) => revokeToken(deps, claims, 'revoked by its holder') };
}
