// Keeps the maps true: applies the store's changes in their order, and says which revision the maps are of.
import type { Clock } from '../kernel/clock.js';
import { FrontierError } from '../kernel/errors.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { ChangeFollower } from '../storage/index.js';
import type { Maps } from './maps.js';
import type { ChangesSince, DecisionStore, Loaded, RevisedChange, Wanted } from './store.js';

export interface Feed {
  /** The revision that every entry of the maps is of. */
  applied(): number;
  /** Reads what is new now; answers when it is applied. Calls that overlap share a read that began after they did. */
  catchUp(): Promise<void>;
  /** Loads what is wanted into the maps, at the store's newest revision, applying what changed up to it first. */
  load(wanted: Wanted): Promise<void>;
  /** Settles when the maps are at `revision` or later; throws deadline_exceeded when they are not after `waitMs`. */
  reach(revision: number, waitMs: number): Awaitable<void>;
  /** From now on tells `follower` of every change, before `applied` says so. */
  follow(follower: ChangeFollower): void;
  /** Milliseconds since the store was last asked for its changes and answered: how old what is in memory can be. */
  age(): number;
}

/** A load that is under way, and what was applied meanwhile. */
interface Flight {
  readonly changes: RevisedChange[];
  everything: boolean;
}

export interface FeedDeps {
  readonly store: DecisionStore;
  readonly maps: Maps;
  readonly clock: Clock;
}

/** `start` is the store's revision when the maps are empty. */
export function createFeed({ store, maps, clock }: FeedDeps, start: number): Feed {
  let applied = start;
  let heard = clock.monotonic();
  const followers: ChangeFollower[] = [maps];
  const flights = new Set<Flight>();
  const waiting = new Set<{ revision: number; resolve: () => void }>();
  let reading: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function advance({ revision, changes }: ChangesSince): void {
    if (revision <= applied) return;
    if (changes === undefined) forgetAll();
    else for (const change of changes) if (change.revision > applied) drop(change);
    applied = revision;
    for (const waiter of waiting) if (waiter.revision <= applied) waiter.resolve();
  }

  function drop(change: RevisedChange): void {
    for (const follower of followers) follower.drop(change);
    for (const flight of flights) flight.changes.push(change);
  }

  function forgetAll(): void {
    for (const follower of followers) follower.clear();
    for (const flight of flights) flight.everything = true;
  }

  async function read(): Promise<void> {
    const from = applied;
    const asked = clock.monotonic();
    const since = await store.changesSince(from);
    heard = asked;
    if (since.revision < from) restart(since.revision);
    else advance(since);
  }

  /** The store went back in time, restored from a backup: nothing known holds. */
  function restart(revision: number): void {
    forgetAll();
    applied = revision;
  }

  /** Brings in a load's snapshot, then takes out again what was applied after it was taken. */
  function land(flight: Flight, wanted: Wanted, loaded: Loaded): void {
    advance(loaded);
    if (flight.everything && loaded.revision < applied) return;
    maps.install(wanted, loaded);
    for (const change of flight.changes) if (change.revision > loaded.revision) maps.drop(change);
  }

  function catchUp(): Promise<void> {
    if (reading === undefined) {
      reading = read().finally(() => {
        reading = undefined;
      });
      return reading;
    }
    // The read under way may have begun before the caller's change was there: one more after it serves everyone who waits.
    next ??= reading
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return catchUp();
      });
    return next;
  }

  return {
    applied: () => applied,
    age: () => clock.monotonic() - heard,
    follow: (follower) => void followers.push(follower),
    catchUp,
    async load(wanted) {
      const flight: Flight = { changes: [], everything: false };
      flights.add(flight);
      try {
        land(flight, wanted, await store.load(wanted, applied));
      } finally {
        flights.delete(flight);
      }
    },
    reach(revision, waitMs) {
      if (applied >= revision) return undefined;
      return new Promise((resolve, reject) => {
        const waiter = { revision, resolve: settle };
        const timer = setTimeout(() => settle(revisionNotReached()), waitMs);
        function settle(error?: FrontierError): void {
          clearTimeout(timer);
          waiting.delete(waiter);
          if (error === undefined) resolve();
          else reject(error);
        }
        waiting.add(waiter);
      });
    },
  };
}

function revisionNotReached(): FrontierError {
  return new FrontierError('deadline_exceeded', 'REVISION_NOT_REACHED', 'at_least_revision was not reached in time');
}
