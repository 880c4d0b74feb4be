// One replica of the service: a process that can be killed and started again, and that does not outlive us.
import { type ChildProcess, spawn } from 'node:child_process';

export interface Replica {
  readonly name: string;
  /** Undefined while it is down. */
  url(): string | undefined;
  start(): Promise<void>;
  /** As `kill` of the shell, e.g. SIGSTOP. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
  /** What it wrote to standard error last, when it ended although nobody killed it. */
  fell(): string | undefined;
}

/** Ends the replica when its standard input ends, which it does when we are gone, however that came. */
const LEASH = 'process.stdin.resume().once("close", () => process.kill(process.pid, "SIGKILL"))';
const KEPT_LOG = 4_000;

export function createReplica(name: string, environment: NodeJS.ProcessEnv): Replica {
  let running: ChildProcess | undefined;
  let url: string | undefined;
  let log = '';
  let fell: string | undefined;

  async function start(): Promise<void> {
    const leash = `data:text/javascript,${encodeURIComponent(LEASH)}`;
    const started = spawn(process.execPath, ['--import', leash, 'bin/frontier.js', 'serve'], {
      cwd: `${import.meta.dirname}/../..`,
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running = started;
    started.once('exit', () => {
      if (running === started) fell = `${name} ended by itself: ${log}`;
    });
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-KEPT_LOG);
    });
    url = await listening(started, () => log);
  }

  return {
    name,
    url: () => url,
    start,
    signal: (signal) => void running?.kill(signal),
    async kill() {
      url = undefined;
      const ended = running;
      running = undefined;
      if (ended === undefined || ended.exitCode !== null || ended.signalCode !== null) return;
      const gone = new Promise((resolve) => ended.once('exit', resolve));
      ended.kill('SIGKILL');
      await gone;
    },
    fell: () => fell,
  };
}

function listening(process_: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    process_.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const said = /^Frontier listens on (\S+)$/m.exec(out)?.[1];
      if (said !== undefined) resolve(said);
    });
    process_.once('exit', () => reject(new Error(`a replica ended before it listened:\n${out}\n${log()}`)));
  });
}
