// One snapshot for all who ask: made anew when more was revoked or it grows old, and never more often than it is worth.
import { type SignSnapshotDeps, type Snapshot, signSnapshot } from './sign-snapshot.js';

export interface KeptSnapshot extends Snapshot {
  /** The same, on every replica, for as long as nothing more is revoked; at most as long as a snapshot is handed out. */
  readonly tag: string;
}

/** For so long one is answered without a look at whether more was revoked since. */
const REST_MS = 1_000;
/** Making one may take a tenth of the time. */
const REST_FACTOR = 10;
/** Well before it expires. */
const RENEW_MS = 300_000;

export function keepSnapshot(deps: SignSnapshotDeps): () => Promise<KeptSnapshot> {
  const { revoked, keyring, clock } = deps;
  let made: { readonly snapshot: KeptSnapshot; readonly kid: string } | undefined;
  let looking: Promise<KeptSnapshot> | undefined;
  let restsUntil = Number.NEGATIVE_INFINITY;

  async function look(): Promise<KeptSnapshot> {
    const begun = clock.monotonic();
    const tag = `${await revoked.newest()}-${Math.floor(clock.now() / RENEW_MS)}`;
    const { kid } = keyring.current();
    if (made === undefined || made.snapshot.tag !== tag || made.kid !== kid)
      made = { snapshot: { ...(await signSnapshot(deps)), tag }, kid };
    const ended = clock.monotonic();
    restsUntil = ended + Math.max(REST_MS, (ended - begun) * REST_FACTOR);
    return made.snapshot;
  }

  return async () => {
    if (made !== undefined && clock.monotonic() < restsUntil) return made.snapshot;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}
