// What the commands need of the application; src/app.ts provides it and is loaded only by the commands that use it.
import type { Socket } from 'node:net';
import type { Config } from '../config/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import type { Redacted } from '../kernel/redacted.js';
import type { AlgorithmName, ListedKey } from '../signing/index.js';
import type { Logger } from '../telemetry/index.js';

export interface AppParts {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** A credential that somebody should look at. */
export interface Stale {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly serviceUserId: string;
  readonly serviceUserTitle: string;
  /** Name; empty for the platform's own service users. */
  readonly organization: string;
  readonly lastUsedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly unused: boolean;
  readonly expiring: boolean;
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
  /** Takes a connection that another process accepted. */
  accept(socket: Socket): void;
  /** Stops accepting, lets running calls finish, then closes the database. */
  close(): Promise<void>;
  readonly bootstrap: Bootstrap;
}

/** What can be done about signing keys; each but `reseal` answers the keys after it. */
export interface KeyCommands {
  list(): Promise<readonly ListedKey[]>;
  /** Without `algorithm`: that of the settings. */
  rotate(algorithm?: AlgorithmName): Promise<readonly ListedKey[]>;
  /** Throws not_found when there is no such key that was not retired. */
  retire(kid: string): Promise<readonly ListedKey[]>;
  /** `waiting`: secrets that need the previous master key until they are used for the first time since. */
  reseal(): Promise<{ readonly resealed: number; readonly waiting: number }>;
}

/** What can be revoked; each throws not_found when there is no such thing. */
export interface RevokeCommands {
  /** An access token, or the `jti` of one. Throws failed_precondition for what is neither. */
  token(tokenOrId: string): Promise<void>;
  end(kind: 'credential' | 'principal' | 'organization', id: string): Promise<void>;
  key(kid: string): Promise<void>;
}

export interface AppDoor {
  /** Opens and migrates the database and makes sure of the bootstrap administrator. */
  createApp(config: Config, parts: AppParts): Promise<App>;
  /** Answers the names of the migrations it applied. */
  migrateDatabase(config: Config): Promise<readonly string[]>;
  /** Makes the bootstrap administrator's secret when there is none, or, with `rotate`, in place of the one there is. */
  bootstrapAdministrator(config: Config, parts: AppParts, options: { readonly rotate: boolean }): Promise<Bootstrap>;
  /** Opens and migrates the database, for as long as `work` takes. */
  manageKeys<T>(config: Config, parts: AppParts, work: (commands: KeyCommands) => Promise<T>): Promise<T>;
  /** The new admin token; undefined when there is one and `create` was asked for, and after `delete`. */
  adminToken(
    config: Config,
    parts: AppParts,
    action: 'create' | 'rotate' | 'delete',
  ): Promise<Redacted<string> | undefined>;
  /** Secrets, keys and API tokens that live and were not used for `unusedFor` seconds, or expire within `expiringWithin`. */
  staleCredentials(
    config: Config,
    parts: AppParts,
    options: { readonly unusedFor: number; readonly expiringWithin: number },
  ): Promise<readonly Stale[]>;
  /** The same for what can be revoked. */
  manageRevocations<T>(config: Config, parts: AppParts, work: (commands: RevokeCommands) => Promise<T>): Promise<T>;
}
