// Decision stores that tests look into: one that counts statements, one whose answers can be held back.
import type { KyselyPlugin } from 'kysely';
import type { DecisionStore, Loaded } from '../../src/decisions/load/store.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import type { Database } from '../../src/storage/index.js';

export interface CountingStore extends DecisionStore {
  /** Statements sent since the last call. */
  statements(): number;
}

export function countingStore(db: Database): CountingStore {
  let sent = 0;
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    // Unlike the above, asked of statements too that were compiled beforehand.
    async transformResult({ result }) {
      sent += 1;
      return result;
    },
  };
  return {
    ...sqlDecisionStore(db.withPlugin(counter)),
    statements() {
      const before = sent;
      sent = 0;
      return before;
    },
  };
}

export interface HeldStore extends DecisionStore {
  /** The next load reads at once but answers only when it is let go. */
  holdNextLoad(): HeldLoad;
  /** The next read of changes is answered only when it is let go; it reads at once. */
  holdNextChanges(): HeldLoad;
  /** The next load fails. */
  failNextLoad(error: Error): void;
  failNextChanges(error: Error): void;
}

export interface HeldLoad {
  /** Settles when the store has been read. */
  readonly read: Promise<void>;
  letGo(): void;
}

export function heldStore(store: DecisionStore): HeldStore {
  const loads = createGate();
  const changes = createGate();
  return {
    residents: store.residents,
    load: (wanted, since): Promise<Loaded> => loads.pass(() => store.load(wanted, since)),
    changesSince: (since) => changes.pass(() => store.changesSince(since)),
    holdNextLoad: loads.hold,
    holdNextChanges: changes.hold,
    failNextLoad: loads.fail,
    failNextChanges: changes.fail,
  };
}

function createGate() {
  let next: { readonly read: () => void; readonly open: Promise<void> } | undefined;
  let failure: Error | undefined;
  return {
    fail(error: Error): void {
      failure = error;
    },
    hold(): HeldLoad {
      let read = () => {};
      let letGo = () => {};
      const held = { read: new Promise<void>((resolve) => (read = resolve)), letGo: () => letGo() };
      next = { read: () => read(), open: new Promise<void>((resolve) => (letGo = resolve)) };
      return held;
    },
    async pass<T>(work: () => Promise<T>): Promise<T> {
      const [gate, error] = [next, failure];
      next = failure = undefined;
      if (error !== undefined) throw error;
      const answer = await work();
      gate?.read();
      await gate?.open;
      return answer;
    },
  };
}
