// An HTTP/2 connection (RFC 9113): has the lane answer what is for it, and the library everything else.
import { constants } from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import { CONNECTION_WINDOW_BYTES, MAX_HEADER_BYTES } from '../limits.js';
import { Farewell } from './farewell.js';
import * as frames from './frames.js';
import { HeaderFrames, type Headers } from './header-frames.js';
import { encodeTableSize } from './hpack/encoder.js';
import type { Field } from './hpack/field.js';
import { Intake } from './intake.js';
import { laneRequest } from './lane-request.js';
import type { LaneDeps } from './lane-stream.js';
import { LaneStreams } from './lane-streams.js';
import { Misuse } from './misuse.js';
import { Output } from './output.js';
import { encodeSettings, MAX_CONCURRENT_STREAMS, MAX_HEADER_LIST_SIZE, PeerSettings } from './peer-settings.js';
import { ReceiveWindow } from './receive-window.js';
import type { Relay, RelayHost } from './relay.js';
import { SendWindow } from './send-window.js';

export interface ConnectionDeps extends LaneDeps {
  readonly clock: Clock;
  readonly maxStreams: number;
  /** Opens a session of the library's for the streams that are not the lane's. */
  relay(host: RelayHost): Relay;
}

const PREFACE_BYTES = 24;
const NOTHING = Buffer.alloc(0);
const SETTINGS_ACK = frames.frameOf({ type: frames.SETTINGS, flags: frames.ACK }, NOTHING);
const TABLE_NOT_USED = encodeTableSize(0);

export class Connection implements RelayHost {
  readonly peer: string;
  readonly output: Output;
  readonly window = new SendWindow();
  readonly settings = new PeerSettings();
  /** Calls under way. */
  streams = 0;
  /** There was a call since this was last set to false. */
  used = true;
  /** Called when the client has answered a PING. */
  alive: () => void = ignore;
  private readonly deps: ConnectionDeps;
  private readonly reader = new frames.FrameReader({
    most: frames.MAX_FRAME_BYTES,
    skip: PREFACE_BYTES,
    handle: (frame) => this.take(frame),
  });
  private readonly headerFrames = new HeaderFrames();
  private readonly lanes: LaneStreams;
  private readonly misuse: Misuse;
  private relay: Relay | undefined;
  private settled = false;
  /** The highest number of a stream that the client has opened, and the highest that anything was made of. */
  private lastSeen = 0;
  private lastTaken = 0;
  private readonly farewell: Farewell;
  private failed = false;
  private readonly room = new ReceiveWindow(CONNECTION_WINDOW_BYTES);
  private readonly intake: Intake;

  /** Of a socket that begins with the preface (RFC 9113 §3.4). */
  constructor(deps: ConnectionDeps, socket: Socket) {
    this.deps = deps;
    this.peer = socket.remoteAddress ?? '';
    this.output = new Output(socket);
    this.farewell = new Farewell(socket, this.output);
    this.lanes = new LaneStreams(deps, this);
    this.misuse = new Misuse(deps.clock);
    const settings = encodeSettings([
      [MAX_CONCURRENT_STREAMS, deps.maxStreams],
      [MAX_HEADER_LIST_SIZE, MAX_HEADER_BYTES],
    ]);
    this.output.frames(frames.frameOf({ type: frames.SETTINGS }, settings));
    this.output.windowUpdate(0, CONNECTION_WINDOW_BYTES - frames.INITIAL_WINDOW_BYTES);
    this.intake = new Intake({ socket, output: this.output, take: (chunk) => this.read(chunk) });
    socket.once('close', () => this.closed());
  }

  ping(): void {
    this.output.frames(frames.frameOf({ type: frames.PING }, Buffer.alloc(8)));
  }

  /** Sends GOAWAY; what is under way is finished, and then the connection ended. */
  leave(): void {
    if (!this.farewell.said) this.farewell.say(this.lastTaken, constants.NGHTTP2_NO_ERROR);
    if (this.streams === 0) this.farewell.end();
  }

  /** Ends the connection and all that is under way on it (RFC 9113 §5.4.1). */
  fail(code: number): void {
    if (this.failed) return;
    this.failed = true;
    this.farewell.say(this.lastTaken, code);
    this.abandon();
    this.farewell.end();
  }

  sendHeaders(id: number, block: Uint8Array, endStream: boolean): void {
    if (!this.settings.tableResized) {
      this.output.headers(id, block, endStream);
      return;
    }
    // RFC 7541 §4.2: the next block begins with the size that is made use of.
    this.settings.tableResized = false;
    this.output.headers(id, Buffer.concat([TABLE_NOT_USED, block]), endStream);
  }

  left(): void {
    this.streams -= 1;
    this.deps.admission.left();
    if (this.farewell.said && this.streams === 0 && !this.failed) this.farewell.end();
  }

  giveBack(bytes: number): void {
    this.room.give(bytes);
    this.output.windowUpdate(0, bytes);
  }

  hold(full: boolean): void {
    this.intake.hold(full);
  }

  private read(chunk: Buffer): void {
    // What comes after a fault is read, so that GOAWAY arrives, and ignored.
    if (this.failed) return;
    Output.gather();
    try {
      this.reader.push(chunk);
    } catch (error) {
      this.fail(error instanceof frames.ConnectionError ? error.code : constants.NGHTTP2_INTERNAL_ERROR);
    }
    Output.sendGathered();
  }

  private take(frame: frames.Frame): void {
    // What came before in the same bytes may have been the end of the connection.
    if (this.failed) return;
    const { type, id } = frame;
    const { awaited } = this.headerFrames;
    if (awaited !== undefined) demand(type === frames.CONTINUATION && id === awaited);
    demand(this.settled || type === frames.SETTINGS);
    if (type === frames.DATA) this.data(frame);
    else if (type === frames.HEADERS) this.headers(frame);
    else if (type === frames.CONTINUATION) this.received(this.headerFrames.goOn(frame));
    else if (type === frames.WINDOW_UPDATE) this.windowUpdate(frame);
    else if (type === frames.RST_STREAM) this.reset(frame);
    else if (type === frames.PUSH_PROMISE) throw frames.protocolError();
    else if (type === frames.PRIORITY) demand(id !== 0);
    else if (type <= frames.GOAWAY) this.ofConnection(frame);
    // Others are ignored (RFC 9113 §5.5).
  }

  private data(frame: frames.Frame): void {
    const { flags, id } = frame;
    this.expectStream(id);
    const length = frame.end - frame.start;
    this.room.take(length);
    if (this.relay?.has(id)) {
      this.relay.frame(frame);
      return;
    }
    const done = this.room.done(length);
    if (done > 0) this.giveBack(done);
    frames.unpad(frame);
    const body = frame.bytes.subarray(frame.start, frame.end);
    // What comes for a stream that is over was on its way then (RFC 9113 §5.1, closed).
    this.lanes.get(id)?.take(body, length, (flags & frames.END_STREAM) !== 0);
  }

  private headers(frame: frames.Frame): void {
    // RFC 9113 §5.1.1.
    demand(frame.id % 2 === 1);
    this.received(this.headerFrames.take(frame));
  }

  private received(headers: Headers | undefined): void {
    if (headers === undefined) return;
    const { id, endStream, fields } = headers;
    const lane = this.lanes.get(id);
    if (lane !== undefined) {
      if (endStream && fields?.every(isTrailer)) lane.take(NOTHING, 0, true);
      else this.lanes.finish(lane, constants.NGHTTP2_PROTOCOL_ERROR);
    } else if (this.relay?.has(id)) this.relay.headers(headers);
    else if (id > this.lastSeen) {
      this.lastSeen = id;
      // After GOAWAY a client may still have sent what it did not know would not be taken.
      if (!this.farewell.said) this.request(headers);
    }
    // Else the trailers of a stream that is over, which were on their way then.
  }

  private request(headers: Headers): void {
    const { id, endStream, fields } = headers;
    this.lastTaken = id;
    if (fields === undefined || this.streams >= this.deps.maxStreams) {
      this.misuse.note();
      const code = fields === undefined ? constants.NGHTTP2_ENHANCE_YOUR_CALM : constants.NGHTTP2_REFUSED_STREAM;
      this.output.reset(id, code);
      return;
    }
    this.streams += 1;
    this.used = true;
    this.deps.admission.entered();
    const request = laneRequest(this.deps.lane, fields);
    if (request !== undefined)
      this.lanes.open({ method: request.method, length: request.length, id, fields }, endStream);
    else {
      this.relay ??= this.deps.relay(this);
      this.relay.headers(headers);
    }
  }

  private windowUpdate(frame: frames.Frame): void {
    const { bytes, start, end, id } = frame;
    if (end - start !== 4) throw frames.frameSizeError();
    const more = bytes.readUInt32BE(start) & frames.MAX_WINDOW_BYTES;
    if (id === 0) {
      demand(more > 0);
      this.window.give(more);
      this.lanes.sendWaiting();
      this.relay?.sendWaiting();
      return;
    }
    this.expectStream(id);
    const lane = this.lanes.get(id);
    if (lane === undefined) {
      if (this.relay?.has(id)) this.relay.frame(frame);
    } else if (more === 0) this.lanes.finish(lane, constants.NGHTTP2_PROTOCOL_ERROR);
    else this.lanes.widen(lane, more);
  }

  private reset(frame: frames.Frame): void {
    const { id } = frame;
    if (frame.end - frame.start !== 4) throw frames.frameSizeError();
    this.expectStream(id);
    this.misuse.note();
    const lane = this.lanes.get(id);
    if (lane !== undefined) this.lanes.over(lane);
    else if (this.relay?.has(id)) this.relay.frame(frame);
  }

  /** SETTINGS, PING and GOAWAY. */
  private ofConnection(frame: frames.Frame): void {
    const { type, flags, id, bytes, start, end } = frame;
    demand(id === 0);
    const isAck = (flags & frames.ACK) !== 0;
    if (type === frames.SETTINGS) {
      if (!isAck) this.takeSettings(frame);
      else if (end > start) throw frames.frameSizeError();
    } else if (type === frames.PING) {
      if (end - start !== 8) throw frames.frameSizeError();
      if (isAck) this.alive();
      else this.output.frames(frames.frameOf({ type, flags: frames.ACK }, bytes.subarray(start, end)));
    } else {
      if (end - start < 8) throw frames.frameSizeError();
      // The client opens no more streams.
      this.leave();
    }
  }

  private takeSettings(frame: frames.Frame): void {
    const { settings } = this;
    const before = settings.initialWindow;
    settings.take(frame);
    this.settled = true;
    this.output.frames(SETTINGS_ACK);
    if (settings.initialWindow !== before) this.lanes.widenAll(settings.initialWindow - before);
    this.relay?.tellSettings();
  }

  /** Of a frame for a stream: the client must have opened it. */
  private expectStream(id: number): void {
    demand(id !== 0 && id <= this.lastSeen);
  }

  private closed(): void {
    this.failed = true;
    this.abandon();
  }

  /** Nobody waits for an answer any more. */
  private abandon(): void {
    this.lanes.overAll();
    this.relay?.destroy();
  }
}

function isTrailer({ name, sound }: Field): boolean {
  return sound && !name.startsWith(':');
}

function demand(holds: boolean): void {
  if (!holds) throw frames.protocolError();
}

function ignore(): void {}
