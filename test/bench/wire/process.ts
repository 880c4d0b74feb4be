// A server under measurement: a process of its own on the servers' core, which says where it listens and is ended for sure.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onCores, SERVER_CORE } from './tools.js';

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Where it listens, without a slash at its end; empty when it does not. */
  readonly url: string;
  /** Resident memory now, MiB; undefined where it cannot be told. */
  residentMiB(): number | undefined;
  stop(): Promise<void>;
}

export interface ProcessPlan {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The cores it may use; the servers' one unless told otherwise. */
  readonly cores?: readonly number[];
  /** Known beforehand, when it does not say it; then `ready` tells when it answers. */
  readonly url?: string;
  ready?(): Promise<unknown>;
}

const START_WITHIN_MS = 180_000;
const ROOT = join(import.meta.dirname, '../../..');
const LISTENS = /listen(?:s|ing) on (http:\S+|nothing)/;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** The command line of a TypeScript file beside this one. */
export function typeScript(path: string, ...args: readonly string[]): readonly string[] {
  return [process.execPath, '--import', 'tsx', join(import.meta.dirname, path), ...args];
}

export async function startProcess(plan: ProcessPlan): Promise<ServerProcess> {
  const [command, ...args] = onCores(plan.cores ?? [SERVER_CORE], plan.command);
  // Logs go into a file: reading them would cost the core that loads come from.
  const folder = mkdtempSync(join(tmpdir(), 'frontier-bench-'));
  const log = join(folder, 'log');
  const stderr = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...plan.environment },
    stdio: ['ignore', 'pipe', stderr, 'ipc'],
  });
  closeSync(stderr);
  running.add(child);
  const removeLog = () => rmSync(folder, { recursive: true, force: true });
  child.once('exit', () => running.delete(child));
  const url = await urlOf(plan, child).catch((error: Error) => {
    const said = readFileSync(log, 'utf8').slice(-4000);
    removeLog();
    throw new Error(`${plan.name} did not start:\n${said}`, { cause: error });
  });
  return {
    child,
    url,
    residentMiB: () => residentMiB(child.pid),
    stop: async () => {
      removeLog();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function urlOf(plan: ProcessPlan, child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(said));
    const timer = setTimeout(fail, START_WITHIN_MS);
    const found = (url: string) => {
      clearTimeout(timer);
      resolve(url === 'nothing' ? '' : url);
    };
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const url = plan.url === undefined ? LISTENS.exec(said)?.[1] : undefined;
      if (url !== undefined) found(url);
    });
    child.once('exit', fail);
    if (plan.url !== undefined) void untilReady(plan, child).then(() => found(plan.url ?? ''), fail);
  });
}

async function untilReady({ ready }: ProcessPlan, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      await ready?.();
      return;
    } catch {
      await pause(50);
    }
  }
}

function residentMiB(pid: number | undefined): number | undefined {
  try {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}
