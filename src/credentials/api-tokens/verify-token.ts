// Whether a token that is no JWT, an API token or the admin token, is one of ours and still counts.
import type { Awaitable } from '../../kernel/rpc.js';
import type { TokenCredential } from '../credential.js';
import { type ProveMacDeps, proveMac } from '../secrets/prove-mac.js';
import { credentialIdOf, isKind } from '../secrets/secret-format.js';

/** A token that was read, and believed in nothing. */
export interface PresentedToken {
  readonly kind: TokenCredential['kind'];
  /** The id inside. */
  readonly id: string;
  readonly text: string;
}

/** The kind that the text begins as; undefined when it is neither. */
export function tokenKindOf(text: string): TokenCredential['kind'] | undefined {
  if (isKind(text, 'api_token')) return 'api_token';
  return isKind(text, 'admin_token') ? 'admin_token' : undefined;
}

/** Undefined for what is neither, or was not copied whole: known without a query. */
export function parseToken(text: string): PresentedToken | undefined {
  const kind = tokenKindOf(text);
  const id = kind && credentialIdOf(text);
  return kind && id ? { kind, id, text } : undefined;
}

/** Throws unauthenticated, and rejects so, for every failure alike. */
export function verifyToken(deps: ProveMacDeps, { kind, id, text }: PresentedToken): Awaitable<TokenCredential> {
  return proveMac<TokenCredential>(deps, {
    credentialId: id,
    texts: [text],
    pick: (found) => (found?.kind === kind ? (found as TokenCredential) : undefined),
  });
}
