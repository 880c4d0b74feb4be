// Header blocks: those of the RFC, those that node writes, and those that nobody should.
import { connect as connectHttp2, constants } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import * as frames from '../../../src/transport/http2/frames.js';
import { HeaderDecoder } from '../../../src/transport/http2/hpack/decoder.js';
import { encodeFields } from '../../../src/transport/http2/hpack/encoder.js';
import { encodeSettings, MAX_CONCURRENT_STREAMS } from '../../../src/transport/http2/peer-settings.js';
import { MAX_HEADER_BYTES } from '../../../src/transport/limits.js';
import { PREFACE } from './raw-http2.js';

type Pairs = readonly (readonly [string, string])[];

function decode(decoder: HeaderDecoder, hex: string): Pairs | undefined {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return pairs(decoder.decode(bytes, 0, bytes.length));
}

function pairs(fields: ReturnType<HeaderDecoder['decode']>): Pairs | undefined {
  return fields?.map(({ name, value }) => [name, value] as const);
}

const FIRST = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'www.example.com'],
] as const;
const SECOND = [...FIRST, ['cache-control', 'no-cache']] as const;
const THIRD = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':path', '/index.html'],
  [':authority', 'www.example.com'],
  ['custom-key', 'custom-value'],
] as const;

test.each([
  [
    'a literal for the table (C.2.1)',
    '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
    [['custom-key', 'custom-header']],
  ],
  ['a literal (C.2.2)', '040c 2f73 616d 706c 652f 7061 7468', [[':path', '/sample/path']]],
  ['a literal never for a table (C.2.3)', '1008 7061 7373 776f 7264 0673 6563 7265 74', [['password', 'secret']]],
  ['a number of a field (C.2.4)', '82', [[':method', 'GET']]],
] as const)('RFC 7541: %s', (_, hex, expected) => {
  expect(decode(new HeaderDecoder(), hex)).toEqual(expected);
});

test.each([
  [
    'C.3',
    [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
  ],
  [
    'C.4, in the code of Huffman',
    [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
  ],
] as const)('RFC 7541 %s: requests on one connection', (_, blocks) => {
  const decoder = new HeaderDecoder();
  expect(blocks.map((hex) => decode(decoder, hex))).toEqual([FIRST, SECOND, THIRD]);
});

/** The header blocks of requests as node writes them, on one connection. */
async function writtenByNode(requests: readonly Readonly<Record<string, string>>[]): Promise<Buffer[]> {
  const blocks: Buffer[] = [];
  let complete = () => {};
  const all = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const note = (frame: frames.Frame) => {
    if (frame.type !== frames.HEADERS) return;
    if ((frame.flags & frames.WITH_PRIORITY) !== 0) frame.start += 5;
    if (blocks.push(Buffer.from(frame.bytes.subarray(frame.start, frame.end))) === requests.length) complete();
  };
  const server = createServer((socket) => {
    const reader = new frames.FrameReader({ most: 2 ** 24, skip: PREFACE.length, handle: note });
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    const settings = encodeSettings([[MAX_CONCURRENT_STREAMS, requests.length]]);
    socket.write(frames.frameOf({ type: frames.SETTINGS }, settings));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  session.on('error', () => {});
  for (const headers of requests) session.request({ ':path': '/', ...headers }).on('error', () => {});
  await all;
  session.destroy();
  await new Promise((done) => server.close(done));
  return blocks;
}

test('what node writes is read as it was meant, while fields come and go', async () => {
  const latin = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((c) =>
    /[\t\x20-\x7e\x80-\xff]/.test(c),
  );
  const every = latin.map((character, at) => ({ [`x-${at}`]: `a${character.repeat((at % 5) + 1)}b` }));
  const long = Array.from({ length: 60 }, (_, at) => ({
    'x-long': `${at}`.repeat(40),
    authorization: `Bearer ${'t'.repeat(50 + at)}`,
  }));
  const again = Array.from({ length: 20 }, () => long[7] as Record<string, string>);
  const requests = [...every, ...long, ...again, ...every];
  const decoder = new HeaderDecoder();
  const read = (await writtenByNode(requests)).map((block) =>
    Object.fromEntries((pairs(decoder.decode(block, 0, block.length)) ?? []).filter(([name]) => !name.startsWith(':'))),
  );
  expect(read).toEqual(requests);
});

test('what is written here is read as it was meant, and leaves nothing in the table', () => {
  const fields = [
    [':status', '200'],
    ['content-type', 'application/grpc'],
    ['x-empty', ''],
    ['x-long', 'y'.repeat(5000)],
    ['authorization', 'Bearer z'],
  ] as const;
  const bytes = encodeFields(fields);
  const decoder = new HeaderDecoder();
  expect(pairs(decoder.decode(bytes, 0, bytes.length))).toEqual(fields);
  expect(() => decode(decoder, 'be')).toThrow();
});

test.each([
  ['no field has the number 0', '80'],
  ['a number beyond both tables', 'be'],
  ['a number that does not end', 'ffff ffff ffff'],
  ['a number that is cut off', 'ff'],
  ['a name that is cut off', '400a 6375'],
  ['a value that is cut off', '0403 2f'],
  ['a value that is missing', '04'],
  ['a literal with a name beyond the tables', '7f00 0161'],
  ['a larger table than was allowed', '3fe2 1f'],
  ['another size of the table in the middle', '8220'],
  ['the end of string in a text', '0084 ffff ffff 00'],
  ['8 bits of padding', '0082 1fff 00'],
  ['padding that is not all ones', '0081 1800'],
] as const)('not HPACK: %s', (_, hex) => {
  expect(() => decode(new HeaderDecoder(), hex)).toThrow(
    expect.objectContaining({ code: constants.NGHTTP2_COMPRESSION_ERROR }),
  );
});

test('the table shrinks when the client says so, and grows again empty', () => {
  const decoder = new HeaderDecoder();
  decode(decoder, '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572');
  expect(decode(decoder, 'be')).toEqual([['custom-key', 'custom-header']]);
  expect(decode(decoder, '20 3fe1 1f 82')).toEqual([[':method', 'GET']]);
  expect(() => decode(decoder, 'be')).toThrow();
});

test('headers that are too long are not kept, but the table is as the client has it', () => {
  const decoder = new HeaderDecoder();
  const value = Buffer.alloc(100, 'v');
  const indexed = Buffer.concat([Buffer.of(0x40, 1), Buffer.from('a'), Buffer.of(value.length), value]);
  const bytes = Buffer.concat(Array.from({ length: MAX_HEADER_BYTES / 100 }, () => indexed));
  expect(decoder.decode(bytes, 0, bytes.length)).toBeUndefined();
  expect(decode(decoder, 'be')).toEqual([['a', value.toString()]]);
});

test.each([
  ['a name in capitals', 'X-A', 'b'],
  ['a name with a space', 'x a', 'b'],
  ['no name', '', 'b'],
  ['a line break', 'x', 'a\nb'],
  ['a zero byte', 'x', 'a\0b'],
  ['a space in front', 'x', ' a'],
  ['a tab behind', 'x', 'a\t'],
  ['of the connection', 'connection', 'close'],
  ['another te', 'te', 'gzip'],
])('fields that make a message malformed are told: %s', (_, name, value) => {
  const bytes = encodeFields([[name, value]]);
  expect(new HeaderDecoder().decode(bytes, 0, bytes.length)).toEqual([{ name, value, sound: false }]);
});
