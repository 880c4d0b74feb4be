// The log: levels, shape, and that neither secrets nor forged lines get through it.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Redacted } from '../../src/kernel/redacted.js';
import { createLogger, type LogFields, type Logger } from '../../src/telemetry/index.js';
import { testClock } from '../support/clock.js';

const FORMATS = ['json', 'pretty'] as const;

function logged(format: (typeof FORMATS)[number], log: (logger: Logger) => void): string {
  const lines: string[] = [];
  const clock = testClock();
  log(createLogger({ log: { level: 'info', format }, clock, write: (line) => lines.push(line) }));
  return lines.join('');
}

function line(fields: LogFields, message = 'hello'): Record<string, unknown> {
  return JSON.parse(logged('json', (logger) => logger.info(message, fields)));
}

test('a JSON line has level, time and message, and what was handed in', () => {
  expect(line({ count: 3, nested: { list: [1, 'a', 2n] } })).toEqual({
    level: 'info',
    time: '2026-01-01T00:00:00.000Z',
    count: 3,
    nested: { list: [1, 'a', '2'] },
    msg: 'hello',
  });
});

test('lines below the level are not written', () => {
  expect(logged('json', (logger) => logger.debug('hello'))).toBe('');
});

describe('an error', () => {
  test('is logged with stack, code, reason and causes', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new Error('outer', { cause }), { reason: 'STORE_DOWN' });
    expect(line({ err: error })['err']).toMatchObject({
      type: 'Error',
      message: 'outer',
      reason: 'STORE_DOWN',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { message: 'inner', code: 'ECONNREFUSED' },
    });
  });

  test('loses everything else that hangs on it', () => {
    const error = Object.assign(new Error('failed'), { request: { headers: { authorization: 'hunter2' } } });
    error.cause = Object.assign(new Error('inner'), { config: 'hunter2' });
    expect(JSON.stringify(line({ err: error, deep: { err: error } }))).not.toContain('hunter2');
  });
});

const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const JWK = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
const OURS = `frs_${'0'.repeat(32)}_${'a'.repeat(49)}`;
const API_TOKEN = OURS.replace('frs_', 'frt_');
const ADMIN_TOKEN = OURS.replace('frs_', 'fra_');

const LEAKS: readonly (readonly [what: string, text: string, secret: string])[] = [
  ['a secret of ours', `bad ${OURS}`, OURS],
  ['a secret of ours, cut short', `bad ${OURS.slice(0, 50)}`, OURS.slice(0, 50)],
  ['an API token of ours', `bad ${API_TOKEN}`, API_TOKEN],
  ['an admin token, cut short', `bad ${ADMIN_TOKEN.slice(0, 50)}`, ADMIN_TOKEN.slice(0, 50)],
  ['a JWT', `token ${JWT}, refused`, JWT],
  ['the signature of a JWT', `token ${JWT}`, 'c2lnbmF0dXJl'],
  ['a PEM private key', `key:\n${PEM}`, PEM.split('\n')[1] ?? ''],
  ['a PEM private key, cut short', PEM.slice(0, 60), PEM.split('\n')[1]?.slice(0, 30) ?? ''],
  ['a PEM private key inside JSON', JSON.stringify({ key: PEM }), PEM.split('\n')[1] ?? ''],
  ['a private JWK', JSON.stringify(JWK), JWK.d ?? ''],
  ['Basic credentials', 'authorization: Basic aHVudGVyMjpodW50ZXIy', 'aHVudGVyMjpodW50ZXIy'],
  ['a Bearer token', 'authorization: bearer hunter2hunter2', 'hunter2hunter2'],
  ['a password in a URL', 'cannot reach postgres://frontier:hunter2@db/frontier', 'hunter2'],
];

describe.each(FORMATS)('%s lines', (format) => {
  test.each(LEAKS)('never show %s', (_, text, secret) => {
    const error = new Error(text, { cause: new Error(text) });
    const written = logged(format, (logger) => {
      logger.info(text, { text, [text]: 1, nested: { list: [text] }, object: { toJSON: () => text } });
      logger.error('failed', { err: error });
    });
    expect(secret.length).toBeGreaterThan(5);
    expect(written).not.toContain(secret);
    expect(written).toContain('[redacted]');
  });

  test('never show headers, members named as secrets, wrapped secrets or bytes', () => {
    const fields = {
      headers: { 'x-key': 'hunter2' },
      request: { headers: { 'x-key': 'hunter2' }, body: { client_secret: 'hunter2', password: 'hunter2' } },
      wrapped: new Redacted('hunter2'),
      bytes: Buffer.from('hunter2'),
    };
    const written = logged(format, (logger) => logger.info('hello', fields));
    expect(written).not.toContain('hunter2');
    expect(written).not.toContain(Buffer.from('hunter2').toString('hex'));
    expect(written).toContain('[7 bytes]');
  });

  test('cannot be forged, and cannot drive a terminal', () => {
    const forged = 'x\r\n\u2028\u0085[00:00:00.000] INFO: forged \u001b[2J\u009b31m\u202e\u0000\u007f';
    const plain = logged(format, (logger) => logger.info('x', { [`k`]: 'x' }));
    const written = logged(format, (logger) => logger.info(forged, { [`k${forged}`]: forged, list: [forged] }));
    expect(written.split('\n')).toHaveLength(plain.split('\n').length);
    expect(withoutColours(written)).not.toMatch(/[^\P{Cc}\n]|[\u2028\u202e]/u);
  });

  test('of an error keep every line of its message inside', () => {
    const written = logged(format, (logger) =>
      logger.error('failed', { err: new Error('x\n[00:00:00.000] INFO: forged') }),
    );
    const starts = withoutColours(written)
      .split('\n')
      .filter((text) => text !== '' && !text.startsWith(' '));
    expect(starts).toHaveLength(1);
  });

  test('are written whatever is handed in', () => {
    const circular: Record<string, unknown> = { name: 'loop' };
    circular['self'] = circular;
    const odd = {
      circular,
      nothing: undefined,
      date: new Date(Number.NaN),
      symbol: Symbol('s'),
      call: () => 1,
      text: '\ud800"\\',
    };
    const written = logged(format, (logger) => {
      logger.info('odd', odd);
      logger.info('pem-----BEGIN PRIVATE KEY-----\\"');
      logger.error('failed', { err: 'not an error' });
    });
    expect(written.match(/odd|pem|failed/g)).toHaveLength(3);
    if (format === 'json') for (const text of written.trimEnd().split('\n')) JSON.parse(text);
  });
});

/** Without the colours that pino-pretty itself adds. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours start with one
  return text.replace(/\u001b\[\d+m/g, '');
}
