// The settings as the rest of the service sees them, and every fault in them at once.
import { join, resolve } from 'node:path';
import type { Redacted } from '../kernel/redacted.js';
import type { Environment } from './env.js';
import { SIGNING_ALGORITHMS } from './key-settings.js';
import { type ListenAddress, localUrl, parseListenAddress } from './listen-address.js';
import { LOG_CALLS, type LOG_FORMATS, type LOG_LEVELS, parseLogCalls } from './log-settings.js';
import type { MasterKeySource } from './master-key.js';
import { type PortConfig, portConfig } from './port-config.js';
import { parseRate, type Rate } from './rate.js';
import type { ON_OUTAGE } from './revocation-settings.js';
import { type ACCESS_TOKEN_TYPES, SETTINGS, type Setting, type SettingValues } from './settings.js';
import { unknownSettings } from './unknown-settings.js';

export type DatabaseConfig =
  | { readonly kind: 'postgres'; readonly url: string }
  /** `folder` undefined: in memory, for tests. */
  | { readonly kind: 'embedded'; readonly folder: string | undefined };

export type AccessTokenType = (typeof ACCESS_TOKEN_TYPES)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Undefined: unlimited. */
export interface LimitsConfig {
  readonly failuresPerClient: Rate | undefined;
  readonly failuresPerAddress: Rate | undefined;
  readonly tokensPerClient: Rate | undefined;
}

export interface Config {
  readonly listen: ListenAddress;
  readonly database: DatabaseConfig;
  /** Undefined: replicas see each other's changes by polling alone. */
  readonly redisUrl: Redacted<string> | undefined;
  /** The first platform administrator, as far as it is to be known in advance. */
  readonly bootstrap: { readonly clientId: string | undefined; readonly clientSecret: Redacted<string> | undefined };
  /** `iss` of access tokens. */
  readonly issuer: string;
  /** `aud` of access tokens that are asked for none. */
  readonly audience: string;
  /** Other values of `aud` that may be asked for. */
  readonly audiences: readonly string[];
  /** `typ` of access tokens. */
  readonly accessTokenType: AccessTokenType;
  readonly accessTokenTtlSeconds: number;
  /** Of tokens whose maker does not say, and the most that a maker may say; seconds. */
  readonly apiTokens: { readonly ttl: number; readonly maxTtl: number };
  /** In lower case; undefined: the admin token is taken as a Bearer token only. */
  readonly adminTokenHeader: string | undefined;
  /** Bound of each map that decisions are made from. */
  readonly cacheEntries: number;
  readonly limits: LimitsConfig;
  readonly revocation: {
    /** How long tokens are answered for without word of what was revoked. */
    readonly maxStalenessSeconds: number;
    /** What is done with them after that. */
    readonly onOutage: (typeof ON_OUTAGE)[number];
  };
  /** What is added to the time of day; 0 but in tests. */
  readonly clockOffsetSeconds: number;
  readonly port: PortConfig;
  /** `auto`: one for each core. */
  readonly workers: number | 'auto';
  readonly masterKey: MasterKeySource;
  /** What the master key was before; undefined when it was not changed. */
  readonly previousMasterKey: Redacted<Buffer> | undefined;
  readonly signing: SigningConfig;
  readonly log: {
    readonly level: LogLevel;
    readonly format: LogFormat;
    /** Of each RPC, one of so many calls that go well is logged; 0: none. */
    readonly calls: number;
  };
}

export interface SigningConfig {
  readonly algorithm: (typeof SIGNING_ALGORITHMS)[number];
  /** Undefined: no rotation by schedule. */
  readonly rotationSeconds: number | undefined;
  readonly publicationSeconds: number;
}

/** The settings, or what is wrong with them: one line for each fault, fit for people, free of secrets. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

export interface ConfigContext {
  /** True when log lines are read by a person. */
  readonly terminal: boolean;
}

const API_TOKEN_TTL = 30 * 86_400;
const API_TOKEN_MAX_TTL = 365 * 86_400;

/** Reads all settings; an empty variable counts as not set. Reads `FRONTIER_MASTER_KEY_FILE`, writes nothing. */
export function readConfig(environment: Environment, context: ConfigContext): ConfigResult {
  const { values, faults } = readSettings(environment);
  const known = Object.values(SETTINGS).map(({ variable }) => variable);
  const all = [...faults, ...conflicts(environment), ...ttlConflict(values), ...unknownSettings(environment, known)];
  return all.length === 0 ? { ok: true, config: derive(values, context) } : { ok: false, faults: all };
}

function readSettings(environment: Environment): { values: SettingValues; faults: string[] } {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const text = given(environment, setting);
    const result = text === undefined ? undefined : setting.schema.safeParse(text);
    values[key] = result?.data;
    const problem = result?.error?.issues[0]?.message;
    if (problem !== undefined) faults.push(fault(setting, problem, text));
  }
  return { values: values as SettingValues, faults };
}

function given(environment: Environment, { variable }: { readonly variable: string }): string | undefined {
  // Values from files often end in a newline.
  const text = environment[variable]?.trim();
  return text === '' ? undefined : text;
}

function fault(setting: Setting<unknown>, problem: string, text: string | undefined): string {
  const shown = setting.secret ? '' : ` (${JSON.stringify(withoutUserInfo(text ?? '').slice(0, 80))})`;
  return plain(`${setting.variable} ${problem}${shown}; accepted: ${setting.accepts}`);
}

/** A password in a URL is a secret, whichever setting it was put in. */
function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/]*@/, '//[redacted]@');
}

/** The table is written for Markdown; faults are read on a terminal. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** Faults of settings taken together. */
function conflicts(environment: Environment): string[] {
  const { masterKey, masterKeyFile, masterKeyPrevious, masterKeyPreviousFile, databaseUrl } = SETTINGS;
  const isSet = (setting: { readonly variable: string }) => given(environment, setting) !== undefined;
  const twice = [
    [masterKey, masterKeyFile],
    [masterKeyPrevious, masterKeyPreviousFile],
  ].filter((pair) => pair.every(isSet));
  if (twice.length > 0)
    return twice.map(
      (pair) => `${pair.map(({ variable }) => variable).join(' and ')} are both set; accepted: one of them`,
    );
  if (isSet(databaseUrl) && !isSet(masterKey) && !isSet(masterKeyFile)) {
    const why = `is required with ${databaseUrl.variable}, so that all replicas share it`;
    return [plain(`${masterKey.variable} ${why}; accepted: ${masterKey.accepts}, or ${masterKeyFile.variable}`)];
  }
  return [];
}

function ttlConflict({ apiTokenTtl, apiTokenMaxTtl }: SettingValues): string[] {
  if (apiTokenTtl === undefined || apiTokenTtl <= (apiTokenMaxTtl ?? API_TOKEN_MAX_TTL)) return [];
  return [
    `${SETTINGS.apiTokenTtl.variable} is longer than ${SETTINGS.apiTokenMaxTtl.variable}; accepted: at most that`,
  ];
}

function apiTokenTerms({ apiTokenTtl, apiTokenMaxTtl }: SettingValues): Config['apiTokens'] {
  const maxTtl = apiTokenMaxTtl ?? API_TOKEN_MAX_TTL;
  return { ttl: apiTokenTtl ?? Math.min(API_TOKEN_TTL, maxTtl), maxTtl };
}

function derive(values: SettingValues, { terminal }: ConfigContext): Config {
  const listen = values.listen ?? (parseListenAddress(SETTINGS.listen.fallback) as ListenAddress);
  const folder = resolve(values.dataDir ?? SETTINGS.dataDir.fallback);
  const issuer = values.issuer ?? localUrl(listen);
  const key = values.masterKey ?? values.masterKeyFile;
  const embeddedFolder = join(folder, 'postgres');
  return {
    listen,
    database:
      values.databaseUrl === undefined
        ? { kind: 'embedded', folder: embeddedFolder }
        : { kind: 'postgres', url: values.databaseUrl },
    redisUrl: values.redisUrl,
    bootstrap: { clientId: values.bootstrapClientId, clientSecret: values.bootstrapClientSecret },
    issuer,
    audience: values.audience ?? issuer,
    audiences: values.audiences ?? [],
    accessTokenType: values.accessTokenType ?? 'JWT',
    accessTokenTtlSeconds: values.accessTokenTtl ?? 3_600,
    apiTokens: apiTokenTerms(values),
    adminTokenHeader: values.adminTokenHeader,
    cacheEntries: values.cacheEntries ?? 200_000,
    limits: {
      failuresPerClient: rateOf(values.limitFailuresPerClient, SETTINGS.limitFailuresPerClient),
      failuresPerAddress: rateOf(values.limitFailuresPerAddress, SETTINGS.limitFailuresPerAddress),
      tokensPerClient: rateOf(values.limitTokensPerClient, SETTINGS.limitTokensPerClient),
    },
    revocation: {
      maxStalenessSeconds: values.revocationMaxStaleness ?? 2,
      onOutage: values.revocationOnOutage ?? 'closed',
    },
    clockOffsetSeconds: values.clockOffset ?? 0,
    port: portConfig(values),
    workers: values.workers ?? 1,
    masterKey:
      key === undefined
        ? { kind: 'file', path: join(folder, 'master.key'), seals: embeddedFolder }
        : { kind: 'given', key },
    previousMasterKey: values.masterKeyPrevious ?? values.masterKeyPreviousFile,
    signing: {
      algorithm: values.signingAlgorithm ?? SIGNING_ALGORITHMS[0],
      rotationSeconds: values.keyRotation === 'off' ? undefined : (values.keyRotation ?? 30 * 86_400),
      publicationSeconds: values.keyPublication ?? 3_600,
    },
    log: {
      level: values.logLevel ?? 'info',
      format: values.logFormat ?? (terminal ? 'pretty' : 'json'),
      calls: values.logCalls ?? (parseLogCalls(LOG_CALLS) as number),
    },
  };
}

function rateOf(value: Rate | 'off' | undefined, { fallback }: { readonly fallback: string }): Rate | undefined {
  const rate = value ?? parseRate(fallback);
  return rate === 'off' ? undefined : rate;
}
