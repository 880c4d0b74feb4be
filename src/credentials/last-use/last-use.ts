// When credentials were last used: noted in memory, written down now and then, so that no call waits for it.
import type { Clock } from '../../kernel/clock.js';
import type { Credential } from '../credential.js';
import type { LastUseStore, Use } from './store.js';

export interface LastUse {
  /** Notes that the credential was proved just now. */
  used(credential: Pick<Credential, 'id' | 'kind'>): void;
  /** Writes down what was noted since; never fails: what cannot be written now is tried again. */
  flush(): Promise<void>;
  /** Flushes a last time. */
  stop(): Promise<void>;
}

export interface LastUseDeps {
  readonly store: LastUseStore;
  readonly clock: Clock;
  onError(error: unknown): void;
}

interface Noted extends Use {
  at: number;
}

/** So often a credential's time is written at most. */
const EVERY_MS = 60_000;

/** Only what was proved is noted, so that strangers cannot make it grow. */
export function createLastUse({ store, clock, onError }: LastUseDeps): LastUse {
  let noted = new Map<string, Noted>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    const uses = noted;
    if (uses.size === 0) return;
    noted = new Map();
    try {
      await store.record([...uses.values()]);
    } catch (error) {
      onError(error);
      noted = new Map([...uses, ...noted]);
    }
  }

  /** One at a time; whoever asks while one runs waits for one that begins after. */
  async function flush(): Promise<void> {
    await writing;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    await writing;
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush().then(() => {
        if (noted.size > 0) wait();
      });
    }, EVERY_MS).unref();
  }

  return {
    used({ id, kind }) {
      const use = noted.get(id);
      if (use !== undefined) use.at = clock.now();
      else noted.set(id, { id, kind, at: clock.now() });
      wait();
    },
    flush,
    async stop() {
      clearTimeout(timer);
      await flush();
    },
  };
}
