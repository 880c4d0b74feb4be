// The port that ends access tokens before their time.
import type { AccessTokenClaims } from './access-token.js';

export interface TokenRevoker {
  /**
   * Ends the token for good, and every token that names its `jti` in `from`. Resolves with the write's revision only when that is
   * durable. `claims` are verified, and the token still counts.
   */
  revoke(claims: AccessTokenClaims): Promise<string>;
}
