// How much is loaded, how long and how often.
import type { Rounds } from './measure.js';
import type { StoreSize } from './spicedb-data.js';

export interface WireScale {
  readonly size: StoreSize;
  /** SpiceDB takes long to fill. */
  readonly spicedb: StoreSize;
  /** Asked before anything is measured. */
  readonly warmQuestions: number;
  readonly workers: { readonly rounds: number; readonly seconds: number };
  readonly rounds: { readonly many: Rounds; readonly one: Rounds };
}

export const FULL: WireScale = {
  size: { organizations: 100, grants: 100_000 },
  spicedb: { organizations: 10, grants: 10_000 },
  warmQuestions: 20_000,
  workers: { rounds: 15, seconds: 0.5 },
  rounds: {
    // Many short ones: a machine that is shared is slow for seconds at a time, and then it is for all rows alike.
    many: { rounds: 19, seconds: 0.5, warmUpSeconds: 0.2 },
    one: { rounds: 5, seconds: 1, warmUpSeconds: 0.2 },
  },
};

/** To see in a minute where it stands. */
export const QUICK: WireScale = {
  size: { organizations: 1, grants: 1_000 },
  spicedb: { organizations: 1, grants: 1_000 },
  warmQuestions: 1_000,
  workers: { rounds: 1, seconds: 1 },
  rounds: {
    many: { rounds: 1, seconds: 1, warmUpSeconds: 0.5 },
    one: { rounds: 1, seconds: 0.5, warmUpSeconds: 0.2 },
  },
};
