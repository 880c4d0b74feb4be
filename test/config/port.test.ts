// The settings of the port: what it takes at once when nobody says, and when somebody does.
import { expect, test } from 'vitest';
import { type Environment, readConfig } from '../../src/config/index.js';

function read(environment: Environment) {
  const result = readConfig(environment, { terminal: false });
  return result.ok ? { port: result.config.port, workers: result.config.workers } : result.faults;
}

test('nothing set', () => {
  expect(read({})).toEqual({
    workers: 1,
    port: {
      maxConnections: 10_000,
      maxStreams: 1_000,
      maxCalls: 10_000,
      maxBytesInFlight: 268_435_456,
      maxAgeSeconds: undefined,
      ageGraceSeconds: 30,
      maxIdleSeconds: undefined,
      keepAliveSeconds: 30,
    },
  });
});

test('everything set', () => {
  const all = {
    FRONTIER_WORKERS: 'auto',
    FRONTIER_MAX_CONNECTIONS: '7',
    FRONTIER_MAX_STREAMS: '8',
    FRONTIER_MAX_CALLS: '9',
    FRONTIER_MAX_BYTES_IN_FLIGHT: '8388608',
    FRONTIER_MAX_CONNECTION_AGE: '30m',
    FRONTIER_MAX_CONNECTION_AGE_GRACE: '1m',
    FRONTIER_MAX_CONNECTION_IDLE: '2h',
    FRONTIER_KEEPALIVE: 'off',
  };
  expect(read(all)).toEqual({
    workers: 'auto',
    port: {
      maxConnections: 7,
      maxStreams: 8,
      maxCalls: 9,
      maxBytesInFlight: 8_388_608,
      maxAgeSeconds: 1_800,
      ageGraceSeconds: 60,
      maxIdleSeconds: 7_200,
      keepAliveSeconds: undefined,
    },
  });
});

test.each([
  ['FRONTIER_WORKERS', '0', 'many', '257', '1.5'],
  ['FRONTIER_MAX_CONNECTIONS', '0', '-1', '1000001'],
  ['FRONTIER_MAX_STREAMS', '0', 'off'],
  ['FRONTIER_MAX_CALLS', '0', '1e3'],
  ['FRONTIER_MAX_BYTES_IN_FLIGHT', '1024', '1MB'],
  ['FRONTIER_MAX_CONNECTION_AGE', '0', '8d', 'never'],
  ['FRONTIER_MAX_CONNECTION_AGE_GRACE', 'off', '0'],
  ['FRONTIER_MAX_CONNECTION_IDLE', '0s'],
  ['FRONTIER_KEEPALIVE', '2h', '0'],
])('%s is refused with its name', (variable, ...texts) => {
  for (const text of texts) expect(read({ [variable]: text })).toEqual([expect.stringContaining(`${variable} is `)]);
});
