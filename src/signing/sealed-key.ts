// From a private key to a sealed row and back.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { importPKCS8 } from 'jose';
import type { Clock } from '../kernel/clock.js';
import { failedPrecondition } from '../kernel/errors.js';
import type { Random } from '../kernel/random.js';
import { type AlgorithmName, algorithmNamed, findAlgorithm } from './algorithms.js';
import type { KeyGenerator } from './generate-key.js';
import { publicJwk, thumbprint } from './jwk.js';
import { type DerivedKey, deriveKey, type MasterKey } from './master-key.js';
import { seal, unseal } from './seal.js';
import type { SealedKey, SigningKey } from './signing-key.js';

export interface SealDeps {
  readonly masterKey: MasterKey;
  /** The one before; what was sealed under it opens still. */
  readonly previousMasterKey?: MasterKey | undefined;
  readonly random: Random;
}

export interface MakeDeps extends SealDeps {
  readonly generateKey: KeyGenerator;
  readonly clock: Clock;
}

const PURPOSE = 'seal signing keys';

/** A new key that signs from `activatesAt` on, sealed under the master key. */
export async function makeKey(deps: MakeDeps, algorithm: AlgorithmName, activatesAt: number): Promise<SealedKey> {
  const { privateKey } = await deps.generateKey(algorithmNamed(algorithm));
  const jwk = publicJwk(privateKey);
  const context = { kid: await thumbprint(jwk), algorithm };
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    ...context,
    publicJwk: jwk,
    ...sealedUnder(deps, plain, context),
    createdAt: deps.clock.now(),
    activatesAt,
    retiresAt: undefined,
  };
}

/**
 * The key, fit for use. The public half comes out of the sealed private one, so that nobody can plant a key by writing to the
 * database. Throws failed_precondition when it opens under neither master key.
 */
export async function openKey(deps: SealDeps, sealed: SealedKey): Promise<SigningKey> {
  const algorithm = findAlgorithm(sealed.algorithm);
  if (algorithm === undefined) throw unreadable(sealed, true);
  const plain = open(deps, sealed);
  const opened = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
  plain.fill(0);
  const publicKey = createPublicKey(opened);
  if ((await thumbprint(publicJwk(publicKey))) !== sealed.kid) throw unreadable(sealed, true);
  const privateKey = await importPKCS8(pem(opened), algorithm.name);
  const { kid, activatesAt, retiresAt } = sealed;
  return { kid, activatesAt, retiresAt, algorithm, publicKey, privateKey };
}

/** The same key under the master key, when it was sealed under the previous one; itself when there is nothing to do. Throws as `openKey`. */
export function reseal(deps: SealDeps, sealed: SealedKey): SealedKey {
  if (sealed.sealKeyId === deriveKey(deps.masterKey, PURPOSE).id) return sealed;
  return { ...sealed, ...sealedUnder(deps, open(deps, sealed), sealed) };
}

/** Wipes `plain`. */
function sealedUnder({ masterKey, random }: SealDeps, plain: Buffer, context: { kid: string; algorithm: string }) {
  const key = deriveKey(masterKey, PURPOSE);
  const sealed = seal({ key, random }, plain, context);
  plain.fill(0);
  return { sealed, sealKeyId: key.id };
}

function open(deps: SealDeps, sealed: SealedKey): Buffer {
  const key = sealingKeys(deps).find(({ id }) => id === sealed.sealKeyId);
  const plain = key && unseal(key, sealed.sealed, sealed);
  if (plain === undefined) throw unreadable(sealed, key !== undefined);
  return plain;
}

function sealingKeys({ masterKey, previousMasterKey }: SealDeps): readonly DerivedKey[] {
  const keys = previousMasterKey === undefined ? [masterKey] : [masterKey, previousMasterKey];
  return keys.map((key) => deriveKey(key, PURPOSE));
}

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function unreadable({ kid }: SealedKey, known: boolean): Error {
  const reason = known
    ? 'it was altered in the database'
    : 'it was sealed under another one: set FRONTIER_MASTER_KEY to the value that this database was started with, or give that as FRONTIER_MASTER_KEY_PREVIOUS';
  return failedPrecondition(
    'SIGNING_KEY_UNREADABLE',
    `signing key ${kid} does not open under this master key; ${reason}`,
  );
}
