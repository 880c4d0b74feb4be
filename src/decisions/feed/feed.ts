// Keeps the maps true: applies the store's changes in their order, and says which revision the maps are of.
import { type Clock, stopwatch } from '../../kernel/clock.js';
import type { Awaitable } from '../../kernel/rpc.js';
import type { ChangeFollower } from '../../storage/index.js';
import type { ChangesSince, DecisionStore, Loaded, RevisedChange, Wanted } from '../load/store.js';
import type { Maps } from '../maps/maps.js';
import { createFlights, type Flight } from './flights.js';
import { createRevisionWaiters } from './revision-waiters.js';
import { shareReads } from './share-reads.js';

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

export interface FeedDeps {
  readonly store: DecisionStore;
  readonly maps: Maps;
  readonly clock: Clock;
}

/** `start` is the store's revision when the maps are empty. */
export function createFeed({ store, maps, clock }: FeedDeps, start: number): Feed {
  let applied = start;
  let age = stopwatch(clock);
  const followers: ChangeFollower[] = [maps];
  const flights = createFlights();
  const waiters = createRevisionWaiters();

  function advance({ revision, changes }: ChangesSince): void {
    if (revision <= applied) return;
    if (changes === undefined) forgetAll();
    else for (const change of changes) if (change.revision > applied) drop(change);
    applied = revision;
    waiters.reached(applied);
  }

  function drop(change: RevisedChange): void {
    for (const follower of followers) follower.drop(change);
    flights.changed(change);
  }

  function forgetAll(): void {
    for (const follower of followers) follower.clear();
    flights.everythingChanged();
  }

  async function read(): Promise<void> {
    const from = applied;
    const sinceAsked = stopwatch(clock);
    const since = await store.changesSince(from);
    age = sinceAsked;
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

  return {
    applied: () => applied,
    age: () => age(),
    follow: (follower) => void followers.push(follower),
    catchUp: shareReads(read),
    load: (wanted) => flights.fly(async (flight) => land(flight, wanted, await store.load(wanted, applied))),
    reach: (revision, waitMs) => (applied >= revision ? undefined : waiters.wait(revision, waitMs)),
  };
}
