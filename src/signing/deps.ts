// What the operations on signing keys are handed, and the way all of them change the keys.
import type { Moment, RotationTerms } from './rotation.js';
import { type MakeDeps, makeKey } from './sealed-key.js';
import type { SealedKey } from './signing-key.js';
import type { SigningKeyStore } from './store.js';

export interface SigningDeps extends MakeDeps {
  readonly store: SigningKeyStore;
  readonly terms: RotationTerms;
}

type Keys = readonly SealedKey[];

/** Changes the keys by one of the rules of rotation, as of now; answers what there is then. */
export function changeKeys(deps: SigningDeps, rule: (keys: Keys, moment: Moment) => Promise<Keys>): Promise<Keys> {
  const { store, terms, clock } = deps;
  const now = clock.now();
  const make = (activatesAt: number) => makeKey(deps, terms.algorithm, activatesAt);
  return store.change((keys) => rule(keys, { terms, now, make }), now);
}
