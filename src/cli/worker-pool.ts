// Keeps so many worker processes: replaces those that crash, later and later while they go on, and all of them one by one when told to.
import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '../telemetry/index.js';

export interface WorkerPool {
  /** Resolves once all take connections; rejects when one ends before. */
  start(): Promise<void>;
  /** Those that take connections now. */
  ready(): readonly Worker[];
  /** Puts a new one in the place of each, one after the other; stops at the first that does not come to listen. */
  replaceAll(): Promise<void>;
  /** Asks all to leave; false when one had to be killed after so many milliseconds. */
  stop(withinMs: number): Promise<boolean>;
}

export interface WorkerPoolDeps {
  readonly count: number;
  readonly logger: Logger;
  /** One more takes connections. */
  onReady(): void;
}

interface Process {
  readonly worker: Worker;
  readonly listening: Promise<void>;
  readonly ended: Promise<void>;
  listens: boolean;
  /** It ends because it was asked to. */
  leaving: boolean;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 30_000;
/** A process that lived for so long was well: the next crash is the first again. */
const WELL_AFTER_MS = 60_000;

/** What a supervisor tells a worker. */
export const LEAVE = 'leave';
/** What a worker tells its supervisor when it takes connections. */
export const READY = 'ready';

export function createWorkerPool(deps: WorkerPoolDeps): WorkerPool {
  const { running, begin } = createProcesses(deps);
  const delays = backoff();
  let stopping = false;

  /** From now on it is replaced when it ends. */
  function keep(started: Process): void {
    const well = setTimeout(delays.reset, WELL_AFTER_MS).unref();
    void started.ended.then(() => {
      clearTimeout(well);
      if (!started.leaving && !stopping) setTimeout(() => stopping || keep(begin()), delays.next());
    });
  }

  async function replace(old: Process): Promise<void> {
    const next = begin();
    // From now on the next one is the replacement, should it crash meanwhile.
    old.leaving = true;
    await next.listening.catch((error: unknown) => {
      old.leaving = false;
      if (!running.has(old)) keep(begin());
      throw error;
    });
    keep(next);
    await leave(old);
  }

  return {
    start: async () => {
      const started = Array.from({ length: deps.count }, begin);
      await Promise.all(started.map(({ listening }) => listening));
      for (const each of started) keep(each);
    },
    ready: () => [...running].filter(isReady).map(({ worker }) => worker),
    replaceAll: async () => {
      for (const old of [...running]) if (!stopping && !old.leaving) await replace(old);
    },
    stop: async (withinMs) => {
      stopping = true;
      let killed = false;
      const timer = setTimeout(() => {
        killed = running.size > 0;
        for (const { worker } of running) worker.process.kill('SIGKILL');
      }, withinMs);
      await Promise.all([...running].map(leave));
      clearTimeout(timer);
      return !killed;
    },
  };
}

/** Begins processes and tells what becomes of them. */
function createProcesses({ logger, onReady }: Pick<WorkerPoolDeps, 'logger' | 'onReady'>) {
  const running = new Set<Process>();
  const begin = (): Process => {
    const started = beginWorker();
    const { worker, listening, ended } = started;
    const pid = worker.process.pid;
    running.add(started);
    const note = () => {
      started.listens = true;
      logger.info('worker listens', { worker: pid });
      onReady();
    };
    listening.then(note, () => undefined);
    void ended.then(() => {
      running.delete(started);
      if (!started.leaving) logger.error('worker ended', { worker: pid, ...howItEnded(worker) });
    });
    return started;
  };
  return { running, begin };
}

async function leave(old: Process): Promise<void> {
  old.leaving = true;
  if (old.worker.isConnected()) old.worker.send(LEAVE);
  // One that does not hear yet is ended by the signal, which others do not listen to.
  if (!old.listens) old.worker.process.kill('SIGTERM');
  await old.ended;
}

function beginWorker(): Process {
  const worker = cluster.fork();
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const listening = new Promise<void>((resolve, reject) => {
    worker.on('message', (said) => {
      if (said === READY) resolve();
    });
    worker.once('exit', () => reject(new Error('a worker ended before it took connections')));
  });
  return { worker, listening, ended, listens: false, leaving: false };
}

function isReady({ worker, listens, leaving }: Process): boolean {
  return listens && !leaving && worker.isConnected();
}

function howItEnded({ process: { exitCode, signalCode } }: Worker) {
  return signalCode === null ? { code: exitCode } : { signal: signalCode };
}

/** Milliseconds to wait: twice as many with every crash. */
function backoff() {
  let delay = FIRST_DELAY_MS;
  return {
    next: () => {
      const now = delay;
      delay = Math.min(2 * delay, LONGEST_DELAY_MS);
      return now;
    },
    reset: () => {
      delay = FIRST_DELAY_MS;
    },
  };
}
