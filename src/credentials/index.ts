// The door of credentials.
export { credentialsAccess } from './access.js';
export { type AdminTokenDeps, rotateAdminToken } from './admin-token/rotate-admin-token.js';
export type { ApiTokenStore } from './api-tokens/store.js';
export { type PresentedToken, parseToken, tokenKindOf, verifyToken } from './api-tokens/verify-token.js';
export type { UsedAssertionStore } from './assertions/store.js';
export { type VerifyAssertionOnceDeps, verifyAssertionOnce } from './assertions/verify-assertion-once.js';
export { parseAuthorization } from './authorization.js';
export {
  type BootstrapChoice,
  type BootstrapDeps,
  type Bootstrapped,
  bootstrapServiceUser,
} from './bootstrap/bootstrap-service-user.js';
export { rotateBootstrapSecret } from './bootstrap/rotate-bootstrap-secret.js';
export {
  type Credential,
  type KeyCredential,
  type MacCredential,
  refusalOf,
  type SecretCredential,
  type TokenCredential,
} from './credential.js';
export type { CredentialsDeps } from './deps.js';
export { type VerifyAssertionDeps, verifyAssertion } from './keys/verify-assertion.js';
export { createLastUse, type LastUse } from './last-use/last-use.js';
export { type Attempt, type Limits, NO_LIMITS } from './limits.js';
export { presentedClientId } from './presented-client-id.js';
export type { CredentialReader } from './reader.js';
export { type CachedCredentialReader, cachedCredentialReader } from './reader-cached.js';
export { sqlCredentialReader } from './reader-sql.js';
export { type Refusal, refused } from './refusal.js';
export { credentialsRpc, serviceUserMessage } from './rpc.js';
export { parseBasic } from './secrets/basic.js';
export { createProvenSecrets, type ProvenSecret, type ProvenSecrets, proveAgain } from './secrets/proven-secrets.js';
export { SECRET_PATTERN } from './secrets/secret-format.js';
export { createSecretMac, type SecretMac } from './secrets/secret-mac.js';
export { type PresentedSecret, type VerifySecretDeps, verifySecret } from './secrets/verify-secret.js';
export type { ServiceUser } from './service-user.js';
export type { StaleCredential } from './stale/stale-credential.js';
export type { ServiceUserStore } from './store.js';
export { type CredentialStores, sqlCredentialStores } from './stores-sql.js';
