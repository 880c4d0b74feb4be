// Messages as data that break a rule of RFC 9113 §8, or just not, and what is to come of them.
import { constants } from 'node:http2';
import * as frames from '../../../src/transport/http2/frames.js';
import { encodeFields } from '../../../src/transport/http2/hpack/encoder.js';
import type { FrameCase } from './frame-cases.js';
import { block, data, frame, headers, message } from './raw-http2.js';

const {
  NGHTTP2_COMPRESSION_ERROR: COMPRESSION_ERROR,
  NGHTTP2_ENHANCE_YOUR_CALM: ENHANCE_YOUR_CALM,
  NGHTTP2_PROTOCOL_ERROR: PROTOCOL_ERROR,
} = constants;
const { END_HEADERS, END_STREAM, HEADERS } = frames;

const small = message('ok');

export const MESSAGE_CASES: readonly FrameCase[] = [
  { name: 'a block that is not HPACK', frames: [headers({}, Buffer.of(0x80))], goaway: COMPRESSION_ERROR },
  { name: 'far too many headers', frames: [headers({}, Buffer.alloc(10_000, 0x82))], reset: ENHANCE_YOUR_CALM },
  {
    name: 'trailers that are not the end',
    frames: [headers(), headers({}, encodeFields([['x', 'y']]))],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'trailers with a pseudo-header',
    frames: [headers(), headers({ flags: END_HEADERS | END_STREAM }, encodeFields([[':path', '/']]))],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'trailers',
    frames: [headers(), data({ flags: 0 }), headers({ flags: END_HEADERS | END_STREAM }, encodeFields([['x', 'y']]))],
    status: '0',
  },
  {
    name: 'a header name in capitals',
    frames: [headers({}, Buffer.concat([block(), encodeFields([['X-Up', 'a']])])), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a header of the connection',
    frames: [headers({}, block({ connection: 'close' })), data()],
    reset: PROTOCOL_ERROR,
  },
  { name: 'another te than trailers', frames: [headers({}, block({ te: 'gzip' })), data()], reset: PROTOCOL_ERROR },
  {
    name: 'a pseudo-header that nobody knows',
    frames: [headers({}, block({ ':x': 'y' })), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a pseudo-header of responses',
    frames: [headers({}, block({ ':status': '200' })), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a pseudo-header behind the others',
    frames: [headers({}, Buffer.concat([encodeFields([['x', 'y']]), block()])), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a path twice',
    frames: [headers({}, Buffer.concat([encodeFields([[':path', '/']]), block()])), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a length that is true',
    frames: [headers({}, block({ 'content-length': String(small.length) })), data()],
    status: '0',
  },
  {
    name: 'a length that is not true',
    frames: [headers({}, block({ 'content-length': '1' })), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a length of a body that does not come',
    frames: [headers({ flags: END_HEADERS | END_STREAM }, block({ 'content-length': '5' }))],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a length that is no number',
    frames: [headers({}, block({ 'content-length': 'x' })), data()],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'all of it byte by byte of DATA',
    frames: [headers(), ...Array.from(small, (byte) => data({ flags: 0 }, Buffer.of(byte))), data({}, Buffer.alloc(0))],
    status: '0',
  },
  {
    name: 'HEADERS as long as a frame',
    frames: [frame(HEADERS, { id: 1, flags: END_HEADERS }, block({ 'x-long': 'z'.repeat(15_000) })), data()],
    status: '0',
  },
];
