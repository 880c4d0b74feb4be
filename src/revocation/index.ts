// The door of revocation.
export { revocationAccess } from './access.js';
export { endTokens } from './end-tokens.js';
export type { Gate } from './gate.js';
export { type KeepRevocationsDeps, type KeptRevocations, keepRevocations, type Way } from './keep-revocations.js';
export { createMirror, type Mirror } from './mirror.js';
export { publishWrites } from './publish-writes.js';
export type { RevocableClaims } from './revocation.js';
export { createRevocations, type Revocations, revocationsUnknown } from './revocations.js';
export { revokeToken, tokenRevoker } from './revoke-token.js';
export { revocationRpc } from './rpc.js';
export type { Endable, RevocationStore } from './store.js';
export { sqlRevocationStore } from './store-sql.js';
export type { Stream } from './stream.js';
export { redisStream } from './stream-redis.js';
