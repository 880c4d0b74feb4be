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
export { createKeyGenerator, type KeyGenerator } from './generate-key.js';
export { type PublicJwk, type PublishedJwk, publicJwk, publicKeyOf, publishedJwk } from './jwk.js';
export { jwks } from './jwks.js';
export { type Jws, parseJws, type VerifyingKey, verifyJws } from './jws.js';
export { type Keyring, type KeyringDeps, loadKeyring } from './keyring.js';
export { type DerivedKey, deriveKey, type MasterKey } from './master-key.js';
export type { SigningKey } from './signing-key.js';
export type { SigningKeyStore } from './store.js';
export { sqlSigningKeyStore } from './store-sql.js';
