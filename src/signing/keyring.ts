// The signing keys in memory: one that signs, all that verify.
import type { Clock } from '../kernel/clock.js';
import { failedPrecondition } from '../kernel/errors.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Change, ChangeFollower } from '../storage/index.js';
import { createKnownKeys } from './known-keys.js';
import { createLooks } from './looks.js';
import { currentOf, isRetired, type SigningKey } from './signing-key.js';

export interface Keyring {
  /** The key to sign with now. */
  current(): SigningKey;
  /**
   * The key that `kid` names, as long as it may verify. Without a promise when it is in memory; one that is not is looked for in
   * the store, which may fail as the store does.
   */
  find(kid: unknown): Awaitable<SigningKey | undefined>;
  /** Every key that verifies or soon will, by activation. */
  all(): readonly SigningKey[];
}

/** Follows the store: as a follower of the change feed, and when it is told to. */
export interface LiveKeyring extends Keyring, ChangeFollower {
  /** Reads the keys anew. */
  refresh(): Promise<void>;
  /** True while a change was heard of and not read yet. */
  isStale(): boolean;
  /** The keys as they were read, whatever the time is now. */
  stored(): readonly SigningKey[];
}

export interface KeyringDeps {
  /** Every key that was not retired, by activation, each fit for use. */
  load(): Promise<readonly SigningKey[]>;
  readonly clock: Clock;
  /** Told of a read that failed; it is tried again. */
  onError?(error: unknown): void;
}

/** Throws failed_precondition when there are no keys. */
export async function openKeyring({ load, clock, onError }: KeyringDeps): Promise<LiveKeyring> {
  let keys = await load();
  if (keys.length === 0) throw failedPrecondition('SIGNING_KEY_MISSING', 'there is no signing key');
  const known = createKnownKeys(keys);
  let heard = 0;
  let read = 0;

  /** What a change overtook is read again. */
  async function readAll(): Promise<void> {
    let at: number;
    let loaded: readonly SigningKey[];
    do {
      at = heard;
      loaded = await load();
    } while (at !== heard);
    read = at;
    known.replace(loaded);
    if (loaded.length > 0) keys = loaded;
  }

  const refresh = createLooks(readAll, clock);

  function inUse(key: SigningKey | undefined): SigningKey | undefined {
    return key === undefined || isRetired(key, clock.now()) ? undefined : key;
  }

  async function look(kid: unknown): Promise<SigningKey | undefined> {
    await refresh();
    return inUse(known.expect(kid));
  }

  function stale(): void {
    heard += 1;
    refresh().catch((error) => onError?.(error));
  }

  function clear(): void {
    known.forgetAll();
    stale();
  }

  return {
    current: () => currentOf(keys, clock.now()) as SigningKey,
    find: (kid) => (known.mayBeStored(kid) ? look(kid) : inUse(known.get(kid))),
    all: () => keys.filter((key) => !isRetired(key, clock.now())),
    refresh,
    isStale: () => read !== heard,
    stored: () => keys,
    drop({ kind, key }: Change) {
      if (kind === 'everything') clear();
      if (kind !== 'signing_key') return;
      known.forget(key);
      stale();
    },
    clear,
  };
}
