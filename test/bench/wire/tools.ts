// The load generators, and how processes are kept to a core: what is installed, and what to say when it is not.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const PACKAGES: Readonly<Record<string, string>> = { h2load: 'nghttp2-client', wrk: 'wrk' };

/** Throws, with how to install them, when a load generator is missing. */
export function needLoadGenerators(): void {
  const missing = Object.keys(PACKAGES).filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const packages = missing.map((name) => PACKAGES[name]).join(' ');
  throw new Error(
    `${missing.join(' and ')} not found: apt-get install ${packages} (Debian, Ubuntu), brew install ${missing.map((name) => (name === 'h2load' ? 'nghttp2' : name)).join(' ')} (macOS)`,
  );
}

/** The first line of what each says of its version. */
export function versionsOfTools(): readonly string[] {
  return Object.keys(PACKAGES).map((name) => {
    const { stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
    return stdout.split('\n')[0]?.replace(/ Copyright.*/, '') ?? name;
  });
}

/** The core that servers have, and the one that loads come from. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export const canPin = availableParallelism() > 1 && isInstalled('taskset');

/** The command line kept to the cores; as it is where that cannot be done. */
export function onCores(cores: readonly number[], command: readonly string[]): readonly [string, ...string[]] {
  const line = canPin ? ['taskset', '-c', cores.join(','), ...command] : command;
  return line as [string, ...string[]];
}

function isInstalled(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}
