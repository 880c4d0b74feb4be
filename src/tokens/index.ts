// The door of tokens.
export { tokensAccess } from './access.js';
export type { AccessTokenClaims, TokenTerms } from './access-token.js';
export { assertionAudiences } from './assertion-audiences.js';
export { type CheckDeps, checkAccessToken } from './check-access-token.js';
export { GRANT_TYPES } from './issue-token.js';
export { type MintDeps, type MintedToken, mintAccessToken } from './mint-access-token.js';
export type { TokenRevoker } from './revoker.js';
export { type OAuthRpc, oauthRpc, type TokensDeps, tokensRpc } from './rpc.js';
export { slugsOf } from './scope.js';
export { createVerifiedTokens, type VerifiedToken, type VerifiedTokens } from './verified-tokens.js';
export {
  claimsToBeMinted,
  type VerifyDeps,
  verifyAccessToken,
  verifyAgain,
  verifyFirst,
} from './verify-access-token.js';
