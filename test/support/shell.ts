// Runs commands as a reader would paste them.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** False where the documented commands cannot be run: `test.runIf(hasCurl)`. */
export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Runs `script` in the folder of this repository, stops at the first command that fails, answers standard output. */
export async function paste(script: string, environment: Record<string, string> = {}): Promise<string> {
  const options = { cwd: `${import.meta.dirname}/../..`, env: { ...process.env, ...environment } };
  return (await promisify(execFile)('sh', ['-ec', script], options)).stdout;
}
