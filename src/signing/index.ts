// The door of signing.
export {
  ALGORITHM_NAMES,
  type Algorithm,
  type AlgorithmName,
  algorithmNamed,
  algorithmOfKey,
  findAlgorithm,
  type KeyPair,
} from './algorithms.js';
export type { SigningDeps } from './deps.js';
export { createKeyGenerator, type KeyGenerator } from './generate-key.js';
export { type PublicJwk, type PublishedJwk, publicJwk, publicKeyOf, publishedJwk } from './jwk.js';
export { createJwks, JWKS_CACHE_CONTROL, type JwkSet } from './jwks.js';
export { type Jws, parseJws, type VerifyingKey, verifyJws } from './jws.js';
export type { Keyring, LiveKeyring } from './keyring.js';
export { type ListedKey, listKeys } from './list-keys.js';
export { type DerivedKey, deriveKey, type MasterKey } from './master-key.js';
export { loadKeyring, openSigning, type Signing, type SigningParts, signingDeps } from './open-signing.js';
export { resealKeys } from './reseal-keys.js';
export { retireKey } from './retire-key.js';
export { rotateKeys } from './rotate-keys.js';
export type { RotationTerms } from './rotation.js';
export { rotationTerms } from './rotation-terms.js';
export { type SigningKey, type SigningKeyState, stateOf } from './signing-key.js';
export type { SigningKeyStore } from './store.js';
export { sqlSigningKeyStore } from './store-sql.js';
