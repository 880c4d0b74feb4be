// The settings of the port: how much it takes at once, how long connections live, and how many processes stand behind it.
import { duration, durationOrOff, parseWholeNumber, wholeNumber } from './ranges.js';
import { converted, setting } from './setting.js';

const MOST_WORKERS = 256;
const MOST_CONNECTIONS = 1_000_000;
/** Two messages of the largest size. */
const FEWEST_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 64 * 1024 * 1024 * 1024;
const LONGEST_AGE = 7 * 86_400;

const workers = converted(
  (text) => (text === 'auto' ? ('auto' as const) : parseWholeNumber(text, 1, MOST_WORKERS)),
  'is not a number of processes',
);

const connections = wholeNumber(1, MOST_CONNECTIONS);
const bytes = wholeNumber(FEWEST_BYTES, MOST_BYTES);
const age = durationOrOff(1, LONGEST_AGE);
const keepAlive = durationOrOff(1, 3_600);
const grace = duration(1, LONGEST_AGE);

export const PORT_SETTINGS = {
  workers: setting(workers, {
    variable: 'FRONTIER_WORKERS',
    accepts: `a whole number from 1 to ${MOST_WORKERS}, or \`auto\` for one on each core`,
    fallback: '1',
    about:
      'How many processes answer on the port; each keeps its own maps in memory, and metrics are the sum. One that crashes is replaced; SIGHUP replaces them one after the other. Without `DATABASE_URL` there is one process, whatever is set.',
  }),
  maxConnections: setting(connections, {
    variable: 'FRONTIER_MAX_CONNECTIONS',
    accepts: `a whole number from 1 to ${MOST_CONNECTIONS}`,
    fallback: '10000',
    about: 'How many connections a process keeps at once; further ones are closed as they come.',
  }),
  maxStreams: setting(connections, {
    variable: 'FRONTIER_MAX_STREAMS',
    accepts: `a whole number from 1 to ${MOST_CONNECTIONS}`,
    fallback: '1000',
    about: 'How many calls one HTTP/2 connection may have under way (SETTINGS_MAX_CONCURRENT_STREAMS).',
  }),
  maxCalls: setting(connections, {
    variable: 'FRONTIER_MAX_CALLS',
    accepts: `a whole number from 1 to ${MOST_CONNECTIONS}`,
    fallback: '10000',
    about:
      'How many calls a process has under way at once, over all connections; further ones are answered `resource_exhausted` (429) at once, but for health and metrics.',
  }),
  maxBytesInFlight: setting(bytes, {
    variable: 'FRONTIER_MAX_BYTES_IN_FLIGHT',
    accepts: `a whole number of bytes from ${FEWEST_BYTES} to ${MOST_BYTES}`,
    fallback: String(256 * 1024 * 1024),
    about:
      'How much of requests that are still coming in a process holds at once; what would be more is answered `resource_exhausted` (429).',
  }),
  maxConnectionAge: setting(age, {
    variable: 'FRONTIER_MAX_CONNECTION_AGE',
    accepts: 'a duration from 1s to 7d, or `off`',
    fallback: '`off`',
    about:
      'How long a connection lives, give or take a tenth, so that load balancers spread anew: then GOAWAY, or `Connection: close` with the next answer.',
  }),
  maxConnectionAgeGrace: setting(grace, {
    variable: 'FRONTIER_MAX_CONNECTION_AGE_GRACE',
    accepts: 'a duration from 1s to 7d',
    fallback: '30s',
    about: 'How long calls on a connection that came of age may still run before it is closed.',
  }),
  maxConnectionIdle: setting(age, {
    variable: 'FRONTIER_MAX_CONNECTION_IDLE',
    accepts: 'a duration from 1s to 7d, or `off`',
    fallback: '`off`',
    about:
      'How long an HTTP/2 connection may be without calls before it is asked to go (GOAWAY), within as long again. HTTP/1.1 connections are kept for 75 s.',
  }),
  keepAlive: setting(keepAlive, {
    variable: 'FRONTIER_KEEPALIVE',
    accepts: 'a duration from 1s to 1h, or `off`',
    fallback: '30s',
    about: 'How often an HTTP/2 client is asked whether it is there (PING); without an answer to two it is hung up on.',
  }),
};
