// The whole service on a real port: one that all files of a worker share, or one of a test's own.
import { randomBytes, randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createApp } from '../../src/app.js';
import { type DatabaseConfig, readConfig } from '../../src/config/index.js';
import { type Clock, systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { createLogger } from '../../src/telemetry/index.js';
import { createPostgresDatabase } from './postgres.js';

export interface TestApp {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly host: string;
  readonly port: number;
  /** The first platform administrator. */
  readonly admin: TestAdmin;
  /** What the service logged: as its own fault, unless the settings ask for more. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

export interface TestAdmin {
  readonly clientId: string;
  /** Empty when it is neither in the settings nor made just now. */
  readonly clientSecret: string;
  /** The header Authorization. */
  readonly basic: string;
}

export interface TestAppOptions {
  readonly clock?: Clock;
  /** A new one on the backend the tests run against, unless given. */
  readonly database?: DatabaseConfig;
  /** Environment variables on top of the tests' own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Of every app that is not told otherwise. */
export const ISSUER = 'https://frontier.test';
/** Another service that tokens may be for. */
export const OTHER_AUDIENCE = 'https://orders.test';

const worker = globalThis as { frontierTestApp?: Promise<TestApp> | undefined };

/** Shared by the files of a worker and never closed: tests make what they need under names of their own and remove nothing else. */
export function sharedApp(): Promise<TestApp> {
  // All files come from one address, and many of them to fail.
  worker.frontierTestApp ??= startApp({ settings: { FRONTIER_LIMIT_FAILURES_PER_ADDRESS: 'off' } });
  return worker.frontierTestApp;
}

export async function startApp({ clock = systemClock, database, settings }: TestAppOptions = {}): Promise<TestApp> {
  const admin = newAdmin();
  const environment = {
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_LOG_LEVEL: 'error',
    FRONTIER_ISSUER: ISSUER,
    FRONTIER_AUDIENCES: OTHER_AUDIENCE,
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_BOOTSTRAP_CLIENT_ID: admin.clientId,
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: admin.clientSecret,
    ...settings,
  };
  const read = readConfig(environment, { terminal: false });
  if (!read.ok) throw new Error(read.faults.join('\n'));
  const log: string[] = [];
  const logger = createLogger({
    log: read.config.log,
    clock: systemClock,
    write: (line) => log.push(line),
  });
  const config = { ...read.config, database: database ?? (await newDatabase()) };
  const app = await createApp(config, { logger, clock, random: systemRandom });
  const { host, port } = await app.listen();
  const { clientId } = app.bootstrap;
  const clientSecret = app.bootstrap.clientSecret?.reveal() ?? environment.FRONTIER_BOOTSTRAP_CLIENT_SECRET;
  return {
    baseUrl: `http://${host}:${port}`,
    host,
    port,
    admin: { clientId, clientSecret, basic: basic(clientId, clientSecret) },
    log,
    close: () => app.close(),
  };
}

/** The header Authorization of HTTP Basic. */
export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

/** Its secret is one that clients encode differently, or not at all. */
function newAdmin() {
  return { clientId: randomUUID(), clientSecret: `${randomBytes(24).toString('hex')}:%2B+/%` };
}

async function newDatabase(): Promise<DatabaseConfig> {
  if (inject('backend') === 'embedded') return { kind: 'embedded', folder: undefined };
  return { kind: 'postgres', url: (await createPostgresDatabase()).url };
}
