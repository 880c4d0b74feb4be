// The door of tokens.
export { tokensAccess } from './access.js';
export type { AccessTokenClaims, TokenTerms } from './access-token.js';
export { assertionAudiences } from './assertion-audiences.js';
export { type CheckDeps, checkAccessToken } from './check-access-token.js';
export { type MintDeps, type MintedToken, mintAccessToken } from './mint-access-token.js';
export { type TokensDeps, tokensRpc } from './rpc.js';
export { claimsToBeMinted, type VerifyDeps, verifyAccessToken } from './verify-access-token.js';
