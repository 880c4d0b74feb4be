// Every setting there is: its variable, what it accepts, its default and what it is for. Help and README come from here.
import { z } from 'zod';
import { isUuid } from '../kernel/input.js';
import { Redacted } from '../kernel/redacted.js';
import { headerName } from './header-name.js';
import { KEY_SETTINGS } from './key-settings.js';
import { parseListenAddress } from './listen-address.js';
import { LOG_SETTINGS } from './log-settings.js';
import { PORT_SETTINGS } from './port-settings.js';
import { duration, wholeNumber } from './ranges.js';
import { parseRate } from './rate.js';
import { converted, type Setting, type SettingText, setting, url } from './setting.js';

export type { Setting, SettingText };

import { parseRedisAddress } from './redis-address.js';
import { REVOCATION_SETTINGS } from './revocation-settings.js';

export const ACCESS_TOKEN_TYPES = ['JWT', 'at+jwt'] as const;

const SHORTEST_SECRET = 32;
const LONGEST_SECRET = 512;
const LONGEST_TTL = 30 * 86_400;
const LONGEST_API_TOKEN_TTL = 3650 * 86_400;
/** Fewer and one decision's entries could push each other out. */
const FEWEST_ENTRIES = 10_000;
const MOST_ENTRIES = 10_000_000;
const MOST_AUDIENCES = 32;

const issuerUrl = url(['http:', 'https:'], 'is not an http or https URL').refine(
  // RFC 8414 §2: the issuer has no query or fragment.
  (text) => !/[?#@]/.test(text),
  'has a query, a fragment or a user name',
);

const redisUrl = z
  .string()
  .refine((text) => parseRedisAddress(text) !== undefined, 'is not a redis URL')
  .transform((text) => new Redacted(text));

const bootstrapSecret = z
  .string()
  .min(SHORTEST_SECRET, `has fewer than ${SHORTEST_SECRET} characters`)
  .max(LONGEST_SECRET, `has more than ${LONGEST_SECRET} characters`)
  .regex(/^[\x21-\x7e]*$/, 'has characters other than printable ASCII without spaces')
  .transform((text) => new Redacted(text));

const accessTokenTtl = duration(1, LONGEST_TTL);

const audience = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'is not 1 to 255 printable ASCII characters');

const audiences = converted(parseAudiences, 'is not a list of audiences');

const rate = converted(parseRate, 'is not a rate');
const RATES = '`COUNT/DURATION` with a duration of up to 1d, or `off`';

const apiTokenTtl = duration(1, LONGEST_API_TOKEN_TTL);

function parseAudiences(text: string): readonly string[] | undefined {
  const named = [...new Set(text.split(/[\s,]+/).filter((each) => each !== ''))];
  return named.length <= MOST_AUDIENCES && named.every((each) => audience.safeParse(each).success) ? named : undefined;
}

export const SETTINGS = {
  listen: setting(converted(parseListenAddress, 'is not HOST:PORT'), {
    variable: 'FRONTIER_LISTEN',
    accepts: '`HOST:PORT`, IPv6 hosts in brackets; port 0 takes a free one',
    fallback: '127.0.0.1:8080',
    about: 'Where to listen, for gRPC, gRPC-Web, Connect and REST alike.',
  }),
  dataDir: setting(z.string(), {
    variable: 'FRONTIER_DATA_DIR',
    accepts: 'a folder on a local disk; made when missing',
    fallback: './data',
    about: 'Where the embedded database and its master key are kept. Not used with `DATABASE_URL`.',
  }),
  databaseUrl: setting(url(['postgres:', 'postgresql:'], 'is not a postgres URL'), {
    variable: 'DATABASE_URL',
    accepts: '`postgres://USER:PASSWORD@HOST:PORT/DATABASE`',
    fallback: '',
    about: 'A Postgres server instead of the embedded database. Several replicas may share it.',
    secret: true,
  }),
  redisUrl: setting(redisUrl, {
    variable: 'REDIS_URL',
    accepts:
      '`redis://USER:PASSWORD@HOST:PORT`, `redis+cluster://HOST:PORT,HOST:PORT` or `redis+sentinel://HOST:PORT,HOST:PORT/NAME`; with TLS `rediss` instead',
    fallback: '',
    about:
      'A Redis, through which replicas tell each other at once of changes and of what was revoked; without it they see both within a quarter of a second. While it is away, calls with tokens are answered as `FRONTIER_REVOCATION_ON_OUTAGE` says.',
    secret: true,
  }),
  bootstrapClientId: setting(z.string().refine(isUuid, 'is not a UUID in lower case'), {
    variable: 'FRONTIER_BOOTSTRAP_CLIENT_ID',
    accepts: 'a UUID in lower case',
    fallback: 'a new one on the first start',
    about: "Client id of the first platform administrator's secret.",
    secret: true,
  }),
  bootstrapClientSecret: setting(bootstrapSecret, {
    variable: 'FRONTIER_BOOTSTRAP_CLIENT_SECRET',
    accepts: '32 to 512 printable ASCII characters without spaces, generated and not thought up',
    fallback: 'a new one on the first start, printed once',
    about: "The first platform administrator's secret.",
    secret: true,
  }),
  issuer: setting(issuerUrl, {
    variable: 'FRONTIER_ISSUER',
    accepts: 'an http or https URL without query or fragment',
    fallback: '`http://` and the listening address',
    about: 'The `iss` of access tokens. Replicas must share it.',
  }),
  audience: setting(audience, {
    variable: 'FRONTIER_AUDIENCE',
    accepts: '1 to 255 printable ASCII characters, a URL as a rule',
    fallback: 'the issuer',
    about: 'The `aud` of access tokens.',
  }),
  audiences: setting(audiences, {
    variable: 'FRONTIER_AUDIENCES',
    accepts: 'at most 32 audiences, each as `FRONTIER_AUDIENCE`, separated by spaces or commas',
    fallback: '',
    about:
      'Other services that clients may ask tokens for, as `resource` or `audience`. Only tokens for `FRONTIER_AUDIENCE` are accepted here. A service user whose id is the audience may introspect and exchange them.',
  }),
  accessTokenType: setting(z.enum(ACCESS_TOKEN_TYPES, 'is not a type'), {
    variable: 'FRONTIER_ACCESS_TOKEN_TYPE',
    accepts: ACCESS_TOKEN_TYPES.map((type) => `\`${type}\``).join(', '),
    fallback: 'JWT',
    about:
      'The `typ` of access tokens: `at+jwt` as in RFC 9068, `JWT` for gateways that know nothing else. Both are accepted.',
  }),
  accessTokenTtl: setting(accessTokenTtl, {
    variable: 'FRONTIER_ACCESS_TOKEN_TTL',
    accepts: 'a duration (`90s`, `15m`, `12h`, `30d`) or a number of seconds, from 1s to 30d',
    fallback: '1h',
    about: 'How long an access token lives.',
  }),
  apiTokenTtl: setting(apiTokenTtl, {
    variable: 'FRONTIER_API_TOKEN_TTL',
    accepts: 'a duration (`90s`, `15m`, `12h`, `30d`) or a number of seconds, from 1s to 3650d',
    fallback: '30d',
    about: 'How long an API token lives when its maker does not say. No longer than `FRONTIER_API_TOKEN_MAX_TTL`.',
  }),
  apiTokenMaxTtl: setting(apiTokenTtl, {
    variable: 'FRONTIER_API_TOKEN_MAX_TTL',
    accepts: 'a duration (`90s`, `15m`, `12h`, `30d`) or a number of seconds, from 1s to 3650d',
    fallback: '365d',
    about: 'The longest that an API token may live.',
  }),
  adminTokenHeader: setting(headerName, {
    variable: 'FRONTIER_ADMIN_TOKEN_HEADER',
    accepts: 'the name of a request header, e.g. `x-frontier-admin`',
    fallback: '',
    about: 'A header in which the admin token is taken besides `Authorization: Bearer`.',
  }),
  cacheEntries: setting(wholeNumber(FEWEST_ENTRIES, MOST_ENTRIES), {
    variable: 'FRONTIER_CACHE_ENTRIES',
    accepts: 'a whole number from 10000 to 10000000',
    fallback: '200000',
    about: 'How many objects, and how many principals, are kept in memory to decide from; about 1 KB each.',
  }),
  limitFailuresPerClient: setting(rate, {
    variable: 'FRONTIER_LIMIT_FAILURES_PER_CLIENT',
    accepts: RATES,
    fallback: '30/1m',
    about:
      'After so many failed authentications as one client id from one address, further ones are refused unread for as long (429); from other addresses the client goes on. After ten times as many from anywhere, failures are answered by 429.',
  }),
  limitFailuresPerAddress: setting(rate, {
    variable: 'FRONTIER_LIMIT_FAILURES_PER_ADDRESS',
    accepts: RATES,
    fallback: '600/1m',
    about:
      'After so many failed authentications from one address (IPv6: one /64), further failures are answered by 429 for as long; what is right still passes, for a proxy is one address, too.',
  }),
  limitTokensPerClient: setting(rate, {
    variable: 'FRONTIER_LIMIT_TOKENS_PER_CLIENT',
    accepts: RATES,
    fallback: '6000/1m',
    about: 'After so many access tokens for one client id, further ones are refused for as long (429).',
  }),
  ...KEY_SETTINGS,
  ...REVOCATION_SETTINGS,
  ...PORT_SETTINGS,
  ...LOG_SETTINGS,
};

type Settings = typeof SETTINGS;

/** The values of all settings; undefined where a variable is not set or empty. */
export type SettingValues = { [K in keyof Settings]: z.output<Settings[K]['schema']> | undefined };
