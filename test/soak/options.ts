// What a soak is asked to do.
import type { Counts } from './stage.js';

export const FAULTS = ['kill', 'connections', 'redis'] as const;

/** `kill`: a replica, with SIGKILL; `connections`: all that the replicas have to Postgres; `redis`: killed and started again. */
export type Fault = (typeof FAULTS)[number];

export interface SoakOptions {
  /** It lasts at least so long, and until so many checks are answered. */
  readonly seconds: number;
  readonly checks: number;
  readonly replicas: number;
  readonly writers: number;
  readonly checkers: number;
  /** Seconds between looks back at what was answered; all rests meanwhile. */
  readonly roundSeconds: number;
  readonly faults: readonly Fault[];
  /** Seconds from one fault to the next. */
  readonly faultSeconds: number;
  /** With a Redis of its own. */
  readonly redis: boolean;
  readonly seed: number;
  /** Told after each round how things are. */
  readonly onRound?: (counts: Counts) => void;
}

export const FULL_SOAK: SoakOptions = {
  ...{ seconds: 60, checks: 200_000, replicas: 3, writers: 8, checkers: 24, roundSeconds: 5 },
  ...{ faults: [], faultSeconds: 4, redis: false, seed: 1 },
};
