// Addresses of Redis in their three forms, and what is none.
import { expect, test } from 'vitest';
import { parseRedisAddress } from '../../src/config/index.js';

const NOBODY = { tls: false, username: undefined, password: undefined };

test.each([
  ['redis://localhost:6379', { kind: 'single', url: 'redis://localhost:6379' }],
  ['rediss://me:secret@localhost/2', { kind: 'single', url: 'rediss://me:secret@localhost/2' }],
  [
    'redis+cluster://a:7000,b,[::1]:7002',
    {
      kind: 'cluster',
      ...NOBODY,
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 6379 },
        { host: '::1', port: 7002 },
      ],
    },
  ],
  [
    'rediss+sentinel://me:s%40fe@a,b:26380/main',
    {
      kind: 'sentinel',
      name: 'main',
      tls: true,
      username: 'me',
      password: 's@fe',
      nodes: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 26380 },
      ],
    },
  ],
])('%s', (text, address) => expect(parseRedisAddress(text)).toEqual(address));

test.each([
  '',
  'http://localhost',
  'redis',
  'redis+cluster://',
  'redis+cluster://a:b',
  'redis+cluster://a,,b',
  'redis+cluster://a/name',
  'redis+sentinel://a,b',
  'redis+sentinel://a/',
])('%j is none', (text) => expect(parseRedisAddress(text)).toBeUndefined());
