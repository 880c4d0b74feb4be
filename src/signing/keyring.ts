// The signing keys in memory: one that signs, all that verify.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { importPKCS8 } from 'jose';
import type { Clock } from '../kernel/clock.js';
import { failedPrecondition } from '../kernel/errors.js';
import type { Random } from '../kernel/random.js';
import type { Awaitable } from '../kernel/rpc.js';
import { type AlgorithmName, algorithmNamed, findAlgorithm } from './algorithms.js';
import type { KeyGenerator } from './generate-key.js';
import { publicJwk, thumbprint } from './jwk.js';
import { deriveKey, type MasterKey } from './master-key.js';
import { type Sealing, seal, unseal } from './seal.js';
import type { SealedKey, SigningKey } from './signing-key.js';
import type { NewSigningKey, SigningKeyStore } from './store.js';

export interface Keyring {
  /** The key to sign with now. */
  current(): SigningKey;
  /** The key that `kid` names, as long as it may verify. Without a promise when it is in memory. */
  find(kid: unknown): Awaitable<SigningKey | undefined>;
  /** Every key that verifies or soon will, oldest first. */
  all(): readonly SigningKey[];
}

export interface KeyringDeps {
  readonly store: SigningKeyStore;
  readonly masterKey: MasterKey;
  readonly generateKey: KeyGenerator;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Loads the signing keys, making the first one of `algorithm` (default RS256) when there is none. Replicas that start together
 * make one. Throws failed_precondition when a key does not open under this master key: to sign with a new one instead would
 * silently refuse every token handed out.
 */
export async function loadKeyring(deps: KeyringDeps, algorithm: AlgorithmName = 'RS256'): Promise<Keyring> {
  const sealing = { key: deriveKey(deps.masterKey, 'seal signing keys'), random: deps.random };
  const sealed = await deps.store.loadOrCreate(() => makeKey(deps, sealing, algorithm));
  return keyringOf(await Promise.all(sealed.map((key) => openKey(sealing, key))));
}

export function keyringOf(keys: readonly SigningKey[]): Keyring {
  const byKid = new Map<unknown, SigningKey>(keys.map((key) => [key.kid, key]));
  const current = keys.find(({ state }) => state === 'current');
  if (current === undefined) throw failedPrecondition('SIGNING_KEY_MISSING', 'there is no current signing key');
  return { current: () => current, find: (kid) => byKid.get(kid), all: () => keys };
}

async function makeKey(deps: KeyringDeps, sealing: Sealing, name: AlgorithmName): Promise<NewSigningKey> {
  const { privateKey } = await deps.generateKey(algorithmNamed(name));
  const jwk = publicJwk(privateKey);
  const context = { kid: await thumbprint(jwk), algorithm: name };
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = seal(sealing, plain, context);
  plain.fill(0);
  const key: SealedKey = { ...context, sealed, sealKeyId: sealing.key.id, state: 'current' };
  return { key, publicJwk: jwk, createdAt: deps.clock.now() };
}

/** The public half comes out of the sealed private one, so that nobody can plant a key by writing to the database. */
async function openKey(sealing: Sealing, sealed: SealedKey): Promise<SigningKey> {
  const algorithm = findAlgorithm(sealed.algorithm);
  const plain = unseal(sealing.key, sealed.sealed, sealed);
  if (algorithm === undefined || plain === undefined) throw unreadable(sealed, sealing.key.id);
  const opened = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
  plain.fill(0);
  const publicKey = createPublicKey(opened);
  if ((await thumbprint(publicJwk(publicKey))) !== sealed.kid) throw unreadable(sealed, sealing.key.id);
  const privateKey = await importPKCS8(pem(opened), algorithm.name);
  return { kid: sealed.kid, state: sealed.state, algorithm, publicKey, privateKey };
}

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function unreadable({ kid, sealKeyId }: SealedKey, masterKeyId: string): Error {
  const reason =
    sealKeyId === masterKeyId
      ? 'it was altered in the database'
      : 'it was sealed under another one: set FRONTIER_MASTER_KEY to the value that this database was started with';
  return failedPrecondition(
    'SIGNING_KEY_UNREADABLE',
    `signing key ${kid} does not open under this master key; ${reason}`,
  );
}
