// Runs a decision over the maps and, when something is missing, loads it and runs the decision again.
import type { Awaitable } from '../../kernel/rpc.js';
import { MISSING } from '../engine/engine.js';
import type { Feed } from '../feed/feed.js';
import type { Maps } from '../maps/maps.js';
import { pairKey, takeMissing } from '../maps/missing.js';
import type { Wanted } from './store.js';

export interface Reader {
  /**
   * What `attempt` answers, at once when the maps hold all it looks at. `attempt` is run again after each load until it stops
   * answering MISSING, so it must have no effect but its answer.
   */
  settle<T>(attempt: () => T | typeof MISSING): Awaitable<T>;
}

/** Rounds of loading after which something other than missing entries is wrong: each goes one level deeper into what is wide. */
const MAX_ROUNDS = 50;

export function createReader(maps: Maps, feed: Feed): Reader {
  const load = singleFlight((wanted) => feed.load(wanted));

  /** What an attempt that throws has noted is loaded by nobody: kept, it would grow with every bad question. */
  function run<T>(attempt: () => T): T {
    try {
      return attempt();
    } catch (error) {
      takeMissing(maps.missing);
      throw error;
    }
  }

  async function retry<T>(attempt: () => T | typeof MISSING): Promise<T> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      await load(takeMissing(maps.missing));
      const answer = run(attempt);
      if (answer !== MISSING) return answer;
    }
    throw new Error('a decision did not settle: its entries are dropped faster than they load');
  }

  return {
    settle(attempt) {
      const answer = run(attempt);
      return answer === MISSING ? retry(attempt) : answer;
    },
  };
}

/** Loads each key once at a time: who wants what is being loaded waits for that load. */
function singleFlight(load: (wanted: Wanted) => Promise<void>): (wanted: Wanted) => Promise<void> {
  const flights = new Map<string, Promise<void>>();

  return async (wanted) => {
    const waits = new Set<Promise<void>>();
    const started: string[] = [];
    const fresh = <T>(kind: keyof Wanted, items: readonly T[], keyOf: (item: T) => string): T[] =>
      items.filter((item) => {
        const key = `${kind} ${keyOf(item)}`;
        const flight = flights.get(key);
        if (flight === undefined) started.push(key);
        else waits.add(flight);
        return flight === undefined;
      });
    const own = (key: string) => key;
    const both = ({ principal, object }: { principal: string; object: string }) => pairKey(principal, object);
    const rest: Wanted = {
      objects: fresh('objects', wanted.objects, own),
      identities: fresh('identities', wanted.identities, own),
      pairs: fresh('pairs', wanted.pairs, both),
      reaches: fresh('reaches', wanted.reaches, both),
      roles: fresh('roles', wanted.roles, own),
      permissions: fresh('permissions', wanted.permissions, own),
      names: fresh('names', wanted.names, own),
      everyPermission: fresh('everyPermission', wanted.everyPermission ? [''] : [], own).length > 0,
    };
    if (started.length > 0) {
      const flight = load(rest).finally(() => {
        for (const key of started) flights.delete(key);
      });
      for (const key of started) flights.set(key, flight);
      waits.add(flight);
    }
    await Promise.all(waits);
  };
}
