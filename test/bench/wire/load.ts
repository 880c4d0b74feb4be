// One load on one server: h2load for gRPC, wrk for HTTP/1.1, from the other core; and what it came to.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LOAD_CORE, onCores } from './tools.js';

export interface Measured {
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** The same request over and over. */
export interface Target {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** `one` in flight, or `many`: 128. */
export type InFlight = 'one' | 'many';

export interface LoadOptions {
  readonly inFlight: InFlight;
  readonly seconds: number;
  /** Loads before it counts. */
  readonly warmUpSeconds: number;
  /** Where the load comes from, a thread for each, unless it is the one core for that. */
  readonly loadCores?: readonly number[];
  /** Of `many`, unless they are CONNECTIONS: each has 32 in flight. */
  readonly connections?: number;
}

const run = promisify(execFile);

export const CONNECTIONS = 4;

/** gRPC: connections with 32 calls each, or one with one. Throws when a request failed, unless that is what is asked. */
export function loadGrpc(target: Target, options: LoadOptions): Promise<Measured> {
  const { inFlight, seconds, warmUpSeconds, loadCores = [LOAD_CORE], connections = CONNECTIONS } = options;
  return inFolder(async (folder) => {
    const [body, log] = [join(folder, 'body'), join(folder, 'log')];
    writeFileSync(body, target.body);
    const many = inFlight === 'many' ? [`-c${connections}`, '-m32', `-t${loadCores.length}`] : ['-c1', '-m1', '-t1'];
    const times = ['-D', `${seconds * 1e3}ms`, `--warm-up-time=${warmUpSeconds * 1e3}ms`];
    const headers = Object.entries(target.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const arguments_ = [...many, ...times, '-d', body, ...headers, `--log-file=${log}`];
    const { stdout } = await generate(['h2load', ...arguments_, `${target.url}${target.path}`], loadCores);
    const [, perSecond] = /finished in [^,]*, ([\d.]+) req\/s/.exec(stdout) ?? [];
    const [, failed, errored] = /(\d+) failed, (\d+) errored/.exec(stdout) ?? [];
    const [, other] = /status codes: \d+ 2xx, (\d+ 3xx, \d+ 4xx, \d+ 5xx)/.exec(stdout) ?? [];
    if (failed !== '0' || errored !== '0' || other !== '0 3xx, 0 4xx, 0 5xx') throw new Error(stdout);
    return { perSecond: Number(perSecond), ...percentiles(readFileSync(log, 'latin1')) };
  });
}

/** Columns: start, status, microseconds to the end of the response. */
function percentiles(log: string): Pick<Measured, 'p50' | 'p99'> {
  const lines = log.split('\n');
  const times = Uint32Array.from(lines.slice(0, -1), (line) => Number(line.slice(line.lastIndexOf('\t') + 1))).sort();
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/** HTTP/1.1: 128 connections, or one. Throws when an answer was not 2xx. */
export function loadHttp(target: Target, { inFlight, seconds, warmUpSeconds }: LoadOptions): Promise<Measured> {
  return inFolder(async (folder) => {
    const script = join(folder, 'post.lua');
    writeFileSync(script, luaOf(target));
    const connections = inFlight === 'many' ? 128 : 1;
    const wrk = (duration: number) => {
      // It takes whole seconds only, and with many connections what one second says varies widely.
      const whole = Math.max(inFlight === 'many' ? 2 : 1, Math.round(duration));
      const options = ['-t1', `-c${connections}`, `-d${whole}s`, '-s', script];
      return generate(['wrk', ...options, `${target.url}${target.path}`]);
    };
    if (warmUpSeconds > 0) await wrk(warmUpSeconds);
    const { stdout } = await wrk(seconds);
    const [, perSecond, p50, p99, errors] = /RESULT ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(stdout) ?? [];
    if (errors !== '0') throw new Error(stdout);
    return { perSecond: Number(perSecond), p50: Number(p50), p99: Number(p99) };
  });
}

function luaOf({ headers, body }: Target): string {
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = [[${value}]]`);
  return `
wrk.method = "POST"
wrk.body = [[${Buffer.from(body).toString()}]]
${lines.join('\n')}
function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("RESULT %.3f %.1f %.1f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50), latency:percentile(99), failed))
end`;
}

async function generate(
  command: readonly string[],
  cores: readonly number[] = [LOAD_CORE],
): Promise<{ stdout: string }> {
  const [file, ...args] = onCores(cores, command);
  try {
    return await run(file, args, { maxBuffer: 2 ** 24 });
  } catch (error) {
    // Without the command line, which has a token in it.
    throw new Error(`${command[0]} failed: ${(error as { stderr?: string }).stderr}`);
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'frontier-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
