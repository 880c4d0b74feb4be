// Processes that tests start and always end.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  /** All it has written to standard output so far. */
  out(): string;
  /** All it has written to standard error so far. */
  err(): string;
  /** Resolves with the first match in its standard output; rejects when it ends without one. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs `frontier` as built before the tests. Killed at the end of the test, or with the tests. */
export function runFrontier(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Child {
  return endWithTest(startFrontier(args, environment));
}

/** The same for a whole file of tests, which has to end it. */
export function startFrontier(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Child {
  return run(['bin/frontier.js', ...args], environment);
}

/** Runs a TypeScript file of this repository; `path` is from its root. Ends as `runFrontier` does. */
export function runTypeScript(path: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Child {
  return endWithTest(run(['--import', 'tsx', path, ...args], environment));
}

function endWithTest(child: Child): Child {
  onTestFinished(() => {
    child.process.kill('SIGKILL');
  });
  return child;
}

function run(args: readonly string[], environment: NodeJS.ProcessEnv): Child {
  const process_ = spawn(process.execPath, ['--import', './test/support/end-with-parent.js', ...args], {
    cwd: `${import.meta.dirname}/../..`,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return childOf(process_);
}

function childOf(process_: ChildProcess): Child {
  const out = collect(process_.stdout);
  const err = collect(process_.stderr);
  // Unlike `exit`, `close` comes after everything it wrote.
  const ended = new Promise<number | null>((resolve) => process_.once('close', (code) => resolve(code)));
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(out());
        if (match !== null) resolve(match);
      };
      process_.stdout?.on('data', look);
      void ended.then(() => reject(new Error(`it ended before it said ${pattern}:\n${out()}\n${err()}`)));
      look();
    });
  return { process: process_, out, err, said, ended };
}

function collect(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
