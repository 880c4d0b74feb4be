// Frames as data that break a rule of RFC 9113, and what is to come of them.
import { constants } from 'node:http2';
import * as frames from '../../../src/transport/http2/frames.js';
import { encodeSettings } from '../../../src/transport/http2/peer-settings.js';
import { block, data, frame, headers, message, uint32 } from './raw-http2.js';

export interface FrameCase {
  readonly name: string;
  readonly frames: readonly Uint8Array[];
  /** The connection ends with GOAWAY of this code. */
  readonly goaway?: number;
  /** Stream 1 ends with RST_STREAM of this code, and the connection goes on. */
  readonly reset?: number;
  /** Stream 1 is answered with this gRPC status, and the connection goes on. */
  readonly status?: string;
}

const {
  NGHTTP2_ENHANCE_YOUR_CALM: ENHANCE_YOUR_CALM,
  NGHTTP2_FLOW_CONTROL_ERROR: FLOW_CONTROL_ERROR,
  NGHTTP2_FRAME_SIZE_ERROR: FRAME_SIZE_ERROR,
  NGHTTP2_PROTOCOL_ERROR: PROTOCOL_ERROR,
  NGHTTP2_STREAM_CLOSED: STREAM_CLOSED,
} = constants;
const { CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, PADDED, PING } = frames;
const { PRIORITY, PUSH_PROMISE, RST_STREAM, SETTINGS, WINDOW_UPDATE, WITH_PRIORITY } = frames;

const HALF = block().subarray(0, 20);
const REST = block().subarray(20);
const setting = (id: number, value: number) => frame(SETTINGS, {}, encodeSettings([[id, value]]));
const padded = (payload: Uint8Array, length: number) =>
  Buffer.concat([Buffer.of(length), payload, Buffer.alloc(length)]);
const small = message('ok');

export const FRAME_CASES: readonly FrameCase[] = [
  // 4.2, 5.5: sizes, and what nobody knows.
  {
    name: 'a frame larger than was allowed',
    frames: [data({ id: 1 }, Buffer.alloc(16_385))],
    goaway: FRAME_SIZE_ERROR,
  },
  { name: 'a frame of an unknown type', frames: [frame(0xbe, { id: 1 }, small), headers(), data()], status: '0' },
  {
    name: 'flags that nobody knows',
    frames: [headers({ flags: END_HEADERS | 0x80 }), data({ flags: END_STREAM | 0x40 })],
    status: '0',
  },
  { name: 'the reserved bit of a stream', frames: [headers({ id: 0x80000001 }), data()], status: '0' },
  // 5.1, 5.1.1: states and numbers of streams.
  { name: 'DATA on a stream that nobody opened', frames: [data()], goaway: PROTOCOL_ERROR },
  {
    name: 'RST_STREAM on a stream that nobody opened',
    frames: [frame(RST_STREAM, { id: 1 }, uint32(8))],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'WINDOW_UPDATE on a stream that nobody opened',
    frames: [frame(WINDOW_UPDATE, { id: 1 }, uint32(8))],
    goaway: PROTOCOL_ERROR,
  },
  { name: 'a stream with an even number', frames: [headers({ id: 2 })], goaway: PROTOCOL_ERROR },
  { name: 'HEADERS on no stream', frames: [headers({ id: 0 })], goaway: PROTOCOL_ERROR },
  { name: 'DATA on no stream', frames: [data({ id: 0 })], goaway: PROTOCOL_ERROR },
  { name: 'HEADERS again after the end', frames: [headers(), data(), headers()], goaway: STREAM_CLOSED },
  { name: 'DATA after the end', frames: [headers(), data(), data()], goaway: STREAM_CLOSED },
  {
    name: 'a stream with a lower number than the one before',
    frames: [headers({ id: 5 }), headers({ id: 3 })],
    goaway: STREAM_CLOSED,
  },
  {
    name: 'DATA after the client has reset the stream',
    frames: [headers(), frame(RST_STREAM, { id: 1 }, uint32(8)), data()],
    goaway: STREAM_CLOSED,
  },
  {
    name: 'WINDOW_UPDATE after the end',
    frames: [headers(), data(), frame(WINDOW_UPDATE, { id: 1 }, uint32(1))],
    status: '0',
  },
  {
    name: 'RST_STREAM after the end',
    frames: [headers(), data(), frame(RST_STREAM, { id: 1 }, uint32(8))],
    status: '0',
  },
  {
    name: 'DATA after the end, before the answer',
    frames: [headers(), data({}, message('held')), data()],
    reset: STREAM_CLOSED,
  },
  {
    name: 'HEADERS after the end, before the answer',
    frames: [headers(), data({}, message('held')), headers()],
    reset: STREAM_CLOSED,
  },
  // 6.1: DATA.
  {
    name: 'padding',
    frames: [
      headers({ flags: END_HEADERS | PADDED }, padded(block(), 20)),
      data({ flags: END_STREAM | PADDED }, padded(small, 255)),
    ],
    status: '0',
  },
  {
    name: 'more padding than there is',
    frames: [headers(), frame(DATA, { id: 1, flags: PADDED }, Buffer.of(9, 1, 2))],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'padding of a frame that is empty',
    frames: [headers(), frame(DATA, { id: 1, flags: PADDED })],
    goaway: FRAME_SIZE_ERROR,
  },
  {
    name: 'more padding of HEADERS than there is',
    frames: [headers({ flags: END_HEADERS | PADDED }, Buffer.of(200, 0x82))],
    goaway: PROTOCOL_ERROR,
  },
  // 6.2, 6.3: HEADERS and PRIORITY.
  {
    name: 'HEADERS with a priority',
    frames: [
      headers({ flags: END_HEADERS | WITH_PRIORITY }, Buffer.concat([Buffer.of(0, 0, 0, 0, 15), block()])),
      data(),
    ],
    status: '0',
  },
  {
    name: 'HEADERS too short for a priority',
    frames: [headers({ flags: END_HEADERS | WITH_PRIORITY }, Buffer.of(0, 0))],
    goaway: FRAME_SIZE_ERROR,
  },
  {
    name: 'PRIORITY, before and after',
    frames: [
      frame(PRIORITY, { id: 1 }, Buffer.alloc(5)),
      headers(),
      frame(PRIORITY, { id: 1 }, Buffer.alloc(5)),
      data(),
    ],
    status: '0',
  },
  {
    name: 'PRIORITY of another length',
    frames: [frame(PRIORITY, { id: 1 }, Buffer.alloc(4))],
    goaway: FRAME_SIZE_ERROR,
  },
  { name: 'PRIORITY on no stream', frames: [frame(PRIORITY, {}, Buffer.alloc(5))], goaway: PROTOCOL_ERROR },
  // 6.4: RST_STREAM.
  {
    name: 'RST_STREAM of another length',
    frames: [headers(), frame(RST_STREAM, { id: 1 }, Buffer.alloc(3))],
    goaway: FRAME_SIZE_ERROR,
  },
  { name: 'RST_STREAM on no stream', frames: [frame(RST_STREAM, {}, uint32(8))], goaway: PROTOCOL_ERROR },
  // 6.5: SETTINGS.
  { name: 'SETTINGS on a stream', frames: [frame(SETTINGS, { id: 1 })], goaway: PROTOCOL_ERROR },
  { name: 'SETTINGS of another length', frames: [frame(SETTINGS, {}, Buffer.alloc(5))], goaway: FRAME_SIZE_ERROR },
  {
    name: 'SETTINGS acknowledged with more to say',
    frames: [frame(SETTINGS, { flags: frames.ACK }, Buffer.alloc(6))],
    goaway: FRAME_SIZE_ERROR,
  },
  { name: 'SETTINGS_ENABLE_PUSH of 2', frames: [setting(2, 2)], goaway: PROTOCOL_ERROR },
  { name: 'SETTINGS_INITIAL_WINDOW_SIZE too large', frames: [setting(4, 2 ** 31)], goaway: FLOW_CONTROL_ERROR },
  { name: 'SETTINGS_MAX_FRAME_SIZE too small', frames: [setting(5, 16_383)], goaway: PROTOCOL_ERROR },
  { name: 'SETTINGS_MAX_FRAME_SIZE too large', frames: [setting(5, 2 ** 24)], goaway: PROTOCOL_ERROR },
  { name: 'SETTINGS that nobody knows', frames: [setting(0xfe, 7), headers(), data()], status: '0' },
  // 6.6 to 6.8: PUSH_PROMISE, PING, GOAWAY.
  {
    name: 'PUSH_PROMISE',
    frames: [headers(), frame(PUSH_PROMISE, { id: 1, flags: END_HEADERS }, uint32(2))],
    goaway: PROTOCOL_ERROR,
  },
  { name: 'PING of another length', frames: [frame(PING, {}, Buffer.alloc(7))], goaway: FRAME_SIZE_ERROR },
  { name: 'PING on a stream', frames: [frame(PING, { id: 1 }, Buffer.alloc(8))], goaway: PROTOCOL_ERROR },
  {
    name: 'an answer to a PING that nobody sent',
    frames: [frame(PING, { flags: frames.ACK }, Buffer.alloc(8)), headers(), data()],
    status: '0',
  },
  { name: 'GOAWAY on a stream', frames: [frame(GOAWAY, { id: 1 }, Buffer.alloc(8))], goaway: PROTOCOL_ERROR },
  { name: 'GOAWAY that is too short', frames: [frame(GOAWAY, {}, Buffer.alloc(7))], goaway: FRAME_SIZE_ERROR },
  // 6.9: flow control.
  {
    name: 'a window of the connection widened by nothing',
    frames: [frame(WINDOW_UPDATE, {}, uint32(0))],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'a window of the connection widened too far',
    frames: [frame(WINDOW_UPDATE, {}, uint32(2 ** 31 - 1))],
    goaway: FLOW_CONTROL_ERROR,
  },
  {
    name: 'a window of a stream widened by nothing',
    frames: [headers(), frame(WINDOW_UPDATE, { id: 1 }, uint32(0))],
    reset: PROTOCOL_ERROR,
  },
  {
    name: 'a window of a stream widened too far',
    frames: [headers(), frame(WINDOW_UPDATE, { id: 1 }, uint32(2 ** 31 - 1))],
    reset: FLOW_CONTROL_ERROR,
  },
  {
    name: 'WINDOW_UPDATE of another length',
    frames: [frame(WINDOW_UPDATE, {}, Buffer.alloc(3))],
    goaway: FRAME_SIZE_ERROR,
  },
  // 6.10: CONTINUATION.
  {
    name: 'headers in two frames',
    frames: [headers({ flags: 0 }, HALF), frame(CONTINUATION, { id: 1, flags: END_HEADERS }, REST), data()],
    status: '0',
  },
  {
    name: 'CONTINUATION of nothing',
    frames: [frame(CONTINUATION, { id: 1, flags: END_HEADERS }, REST)],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'CONTINUATION of headers that are complete',
    frames: [headers(), frame(CONTINUATION, { id: 1, flags: END_HEADERS }, REST)],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'CONTINUATION on another stream',
    frames: [headers({ flags: 0 }, HALF), frame(CONTINUATION, { id: 3, flags: END_HEADERS }, REST)],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'a frame between HEADERS and CONTINUATION',
    frames: [headers({ flags: 0 }, HALF), frame(PING, {}, Buffer.alloc(8))],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'a frame of an unknown type in between',
    frames: [headers({ flags: 0 }, HALF), frame(0xbe, { id: 1 })],
    goaway: PROTOCOL_ERROR,
  },
  {
    name: 'CONTINUATION without end',
    frames: [headers({ flags: 0 }, HALF), ...Array.from({ length: 20 }, () => frame(CONTINUATION, { id: 1 }))],
    goaway: ENHANCE_YOUR_CALM,
  },
  {
    name: 'more of headers than anybody has to say',
    frames: [
      headers({ flags: 0 }, HALF),
      ...Array.from({ length: 5 }, () => frame(CONTINUATION, { id: 1 }, Buffer.alloc(16_384, 0x82))),
    ],
    goaway: ENHANCE_YOUR_CALM,
  },
];
