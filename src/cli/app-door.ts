// What the commands need of the application; src/app.ts provides it and is loaded only by the commands that use it.
import type { Config } from '../config/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import type { Redacted } from '../kernel/redacted.js';
import type { Logger } from '../telemetry/index.js';

export interface AppParts {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** The first platform administrator's credential. */
export interface Bootstrap {
  readonly clientId: string;
  /** Only when it was made just now; it is not kept in readable form. */
  readonly clientSecret: Redacted<string> | undefined;
}

export interface App {
  /** Accepts calls; answers the address in use, which tells the port when 0 was asked for. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /** Stops accepting, lets running calls finish, then closes the database. */
  close(): Promise<void>;
  readonly bootstrap: Bootstrap;
}

export interface AppDoor {
  /** Opens and migrates the database and makes sure of the bootstrap administrator. */
  createApp(config: Config, parts: AppParts): Promise<App>;
  /** Answers the names of the migrations it applied. */
  migrateDatabase(config: Config): Promise<readonly string[]>;
  /** Makes the bootstrap administrator's secret when there is none, or, with `rotate`, in place of the one there is. */
  bootstrapAdministrator(config: Config, parts: AppParts, options: { readonly rotate: boolean }): Promise<Bootstrap>;
}
