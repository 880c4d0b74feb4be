// Opens the service's signing keys: makes the first one if need be, follows the changes, keeps them rotating.
import type { Config } from '../config/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import type { ChangeFollower, Database } from '../storage/index.js';
import type { SigningDeps } from './deps.js';
import { createKeyGenerator } from './generate-key.js';
import { createJwks, type JwkSet } from './jwks.js';
import { keepKeys } from './keep-keys.js';
import { type LiveKeyring, openKeyring } from './keyring.js';
import type { MasterKey } from './master-key.js';
import { createKeyOpener } from './open-keys.js';
import { isDue } from './rotation.js';
import { rotationTerms } from './rotation-terms.js';
import { sqlSigningKeyStore } from './store-sql.js';
import { turnKeys } from './turn-keys.js';

export interface SigningParts {
  readonly config: Pick<Config, 'signing' | 'accessTokenTtlSeconds' | 'previousMasterKey'>;
  readonly db: Database;
  readonly masterKey: MasterKey;
  readonly clock: Clock;
  readonly random: Random;
}

export interface OpenSigningParts extends SigningParts {
  /** Told of what failed and will be tried again. */
  readonly logger: { warn(message: string, fields: { readonly err: unknown }): void };
}

export interface Signing {
  readonly keyring: LiveKeyring;
  /** The key set as of now. */
  readonly jwks: () => JwkSet;
  /** Ends with what is under way. */
  stopSigning(): Promise<void>;
}

/** What the operations on signing keys are handed, by the settings. */
export function signingDeps({ config, db, ...parts }: SigningParts): SigningDeps {
  const { masterKey, clock, random } = parts;
  const { signing, accessTokenTtlSeconds, previousMasterKey } = config;
  const terms = rotationTerms(signing, accessTokenTtlSeconds);
  // A queue of its own: a rotation does not wait behind a flood of keys for service users.
  const generateKey = createKeyGenerator();
  return { store: sqlSigningKeyStore(db), terms, masterKey, previousMasterKey, generateKey, clock, random };
}

/**
 * The keyring, live from now on. Replicas that start together make one first key. Throws failed_precondition when a key does not
 * open under the master keys.
 */
export async function openSigning(
  parts: OpenSigningParts,
  feed: { follow(follower: ChangeFollower): void },
): Promise<Signing> {
  const deps = signingDeps(parts);
  const warn = (message: string) => (err: unknown) => parts.logger.warn(message, { err });
  const keyring = await loadKeyring(deps, warn('the signing keys cannot be read; trying again'));
  feed.follow(keyring);
  // What changed before we followed.
  await keyring.refresh();
  const { stop } = keepKeys({
    keyring,
    terms: deps.terms,
    clock: deps.clock,
    turn: () => turnKeys(deps),
    onError: warn('the signing keys cannot be looked after; trying again'),
  });
  return { keyring, jwks: createJwks(keyring), stopSigning: stop };
}

/** The keyring as of now; it follows what it is told to. `onError` is told of reads that failed later on. Throws as `openSigning`. */
export async function loadKeyring(
  deps: SigningDeps,
  onError: (error: unknown) => void = () => undefined,
): Promise<LiveKeyring> {
  const load = createKeyOpener({ ...deps, onError });
  // One that cannot be opened is told of before anything is changed.
  if (isDue(await load(), deps.terms, deps.clock.now())) await turnKeys(deps);
  return openKeyring({ load, clock: deps.clock, onError });
}
