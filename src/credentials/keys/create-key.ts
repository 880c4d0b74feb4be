// Creates a key for a service user, or registers a public key of the caller's own. No private key is ever stored.
import { invalidField } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import { Redacted } from '../../kernel/redacted.js';
import { ALGORITHM_NAMES, findAlgorithm, publicJwk } from '../../signing/index.js';
import type { Written } from '../../storage/index.js';
import type { CredentialsDeps } from '../deps.js';
import { demandWhole, type Issue, issue } from '../issue.js';
import type { Key } from './key.js';
import { type RegisteredKey, registerPublicKey } from './register-public-key.js';

export interface CreateKey extends Issue {
  /** `RS256`, `ES256` or `EdDSA`; empty: RS256, or what `publicKey` is for. */
  readonly algorithm: string;
  /** JSON text of one public JWK; empty: a key pair is made here. */
  readonly publicKey: string;
}

export interface CreatedKey extends Key {
  /** PKCS#8 PEM; undefined for a registered key. This answer is the only place where it is ever seen. */
  readonly privateKey: Redacted<string> | undefined;
}

interface NewKey extends RegisteredKey {
  readonly privateKey: Redacted<string> | undefined;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'keys' | 'generateKey' | 'clock' | 'random'>;

/**
 * Throws as `demandWhole` and `issue` do, invalid_argument for an unknown algorithm or a key that is not a good public one, failed_precondition
 * when the service user has as many live keys as it may have, and unavailable when too many keys are being made.
 */
export async function createKey(deps: Deps, input: CreateKey, caller: Principal): Promise<Written<CreatedKey>> {
  demandWhole(caller);
  const issued = await issue(deps, input, caller);
  const made = input.publicKey === '' ? await makeKey(deps, input.algorithm) : registered(input);
  const key: Key = { ...issued, algorithm: made.algorithm, publicJwk: made.publicJwk };
  const { revision } = await deps.keys.create(key);
  return { value: { ...key, privateKey: made.privateKey }, revision };
}

async function makeKey(deps: Pick<Deps, 'generateKey'>, name: string): Promise<NewKey> {
  const algorithm = findAlgorithm(name === '' ? ALGORITHM_NAMES[0] : name);
  if (algorithm === undefined) throw invalidField('algorithm', `must be one of ${ALGORITHM_NAMES.join(', ')}`);
  const { privateKey } = await deps.generateKey(algorithm);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { algorithm, publicJwk: publicJwk(privateKey), privateKey: new Redacted(pem) };
}

function registered({ algorithm, publicKey }: CreateKey): NewKey {
  const key = registerPublicKey(publicKey);
  if (algorithm !== '' && algorithm !== key.algorithm.name)
    throw invalidField('algorithm', `must be ${key.algorithm.name} for this public key, or empty`);
  return { ...key, privateKey: undefined };
}
