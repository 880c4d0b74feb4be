// An HTTP/2 connection (RFC 9113): has the lane answer what is for it, and the library everything else.
import { constants } from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import { CONNECTION_WINDOW_BYTES, MAX_HEADER_BYTES } from '../limits.js';
import { Channel } from './channel.js';
import * as frames from './frames.js';
import { HeaderFrames, type Headers } from './header-frames.js';
import type { Field } from './hpack/field.js';
import { takeIn } from './intake.js';
import { laneRequest } from './lane-request.js';
import type { LaneDeps } from './lane-stream.js';
import { LaneStreams } from './lane-streams.js';
import { Output } from './output.js';
import { encodeSettings, MAX_CONCURRENT_STREAMS, MAX_HEADER_LIST_SIZE } from './peer-settings.js';
import type { Relay } from './relay.js';

export interface ConnectionDeps extends LaneDeps {
  readonly clock: Clock;
  readonly maxStreams: number;
  /** Opens a session of the library's for the streams that are not the lane's. */
  relay(channel: Channel): Relay;
}

const REFUSAL_COST = 0.1;
const NOTHING = Buffer.alloc(0);
const SETTINGS_ACK = frames.frameOf({ type: frames.SETTINGS, flags: frames.ACK }, NOTHING);

export class Connection {
  /** Called when the client has answered a PING. */
  alive: () => void = ignore;
  readonly channel: Channel;
  private readonly deps: ConnectionDeps;
  private readonly reader = new frames.FrameReader({
    most: frames.MAX_FRAME_BYTES,
    skip: frames.PREFACE.length,
    handle: (frame) => this.take(frame),
  });
  private readonly headerFrames = new HeaderFrames();
  private readonly lanes: LaneStreams;
  private relay: Relay | undefined;
  private relayFirst = false;
  /** The client's first SETTINGS have come. */
  private settled = false;
  /** The highest number of a stream that the client has opened. */
  private lastSeen = 0;

  /** Of a socket that begins with the preface (RFC 9113 §3.4). */
  constructor(deps: ConnectionDeps, socket: Socket) {
    this.deps = deps;
    const { admission, clock, maxStreams } = deps;
    const channel = new Channel({ admission, clock, socket, maxStreams, abandon: () => this.abandon() });
    this.channel = channel;
    this.lanes = new LaneStreams(deps, channel);
    const settings = encodeSettings([
      [MAX_CONCURRENT_STREAMS, maxStreams],
      [MAX_HEADER_LIST_SIZE, MAX_HEADER_BYTES],
    ]);
    channel.output.frames(frames.frameOf({ type: frames.SETTINGS }, settings));
    channel.output.windowUpdate(0, CONNECTION_WINDOW_BYTES - frames.INITIAL_WINDOW_BYTES);
    takeIn({
      socket,
      output: channel.output,
      take: (chunk) => this.read(chunk),
      drained: () => this.sendWaiting(),
    });
    socket.once('close', () => channel.closed());
  }

  ping(): void {
    this.channel.output.frames(frames.frameOf({ type: frames.PING }, Buffer.alloc(8)));
  }

  private read(chunk: Buffer): void {
    const { channel } = this;
    // What comes after a fault is read, so that GOAWAY arrives, and ignored.
    if (channel.failed) return;
    Output.gather();
    try {
      this.reader.push(chunk);
    } catch (error) {
      channel.fail(error instanceof frames.ConnectionError ? error.code : constants.NGHTTP2_INTERNAL_ERROR);
    }
    Output.sendGathered();
  }

  private take(frame: frames.Frame): void {
    // What came before in the same bytes may have been the end of the connection.
    if (this.channel.failed) return;
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
    else if (type === frames.PRIORITY) priority(frame);
    else if (type <= frames.GOAWAY) this.ofConnection(frame);
    // Others are ignored (RFC 9113 §5.5).
  }

  private data(frame: frames.Frame): void {
    const { flags, id } = frame;
    this.demandOpened(id);
    const length = frame.end - frame.start;
    this.channel.receiveWindow.take(length);
    if (this.relay?.has(id)) {
      this.relay.frame(frame);
      return;
    }
    this.channel.done(length);
    frames.unpad(frame);
    const endStream = (flags & frames.END_STREAM) !== 0;
    const lane = this.lanes.get(id);
    if (lane === undefined) this.channel.forsaken.late(id, endStream);
    else lane.take(frame.bytes.subarray(frame.start, frame.end), length, endStream);
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
      // One that has ended tells so.
      if (lane.ended || (endStream && fields?.every(isTrailer))) lane.take(NOTHING, 0, true);
      else this.lanes.finish(lane, constants.NGHTTP2_PROTOCOL_ERROR);
    } else if (this.relay?.has(id)) this.relay.trailers(headers);
    else if (id > this.lastSeen) {
      this.lastSeen = id;
      this.request(headers);
    } else this.channel.forsaken.late(id, endStream);
  }

  private request(headers: Headers): void {
    const { channel } = this;
    const { id, endStream, fields } = headers;
    // What a client sends before GOAWAY reaches it may be sent again elsewhere.
    if (channel.leaving) {
      if (!endStream) channel.forsaken.add(id);
      return;
    }
    channel.lastTaken = id;
    if (fields === undefined) this.refuse(headers, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    else if (channel.streams >= this.deps.maxStreams) this.refuse(headers, constants.NGHTTP2_REFUSED_STREAM);
    else {
      const request = laneRequest(this.deps.lane, fields);
      if (request === undefined) this.openRelay();
      channel.entered();
      if (request === undefined) this.relay?.headers(headers);
      else this.lanes.open({ method: request.method, length: request.length, id, fields }, endStream);
    }
  }

  private openRelay(): void {
    if (this.relay === undefined || this.relay.destroyed) this.relay = this.deps.relay(this.channel);
  }

  private refuse({ id, endStream }: Headers, code: number): void {
    // Little is done for it, and a client that has not read our SETTINGS may open many at once.
    this.channel.misuse.note(REFUSAL_COST);
    this.channel.output.reset(id, code);
    if (!endStream) this.channel.forsaken.add(id);
  }

  private windowUpdate(frame: frames.Frame): void {
    const { bytes, start, end, id } = frame;
    if (end - start !== 4) throw frames.frameSizeError();
    const more = bytes.readUInt32BE(start) & frames.MAX_WINDOW_BYTES;
    if (id === 0) {
      demand(more > 0);
      this.channel.sendWindow.give(more);
      this.sendWaiting();
      return;
    }
    this.demandOpened(id);
    const lane = this.lanes.get(id);
    if (lane === undefined) {
      if (this.relay?.has(id)) this.relay.frame(frame);
    } else if (more === 0) this.lanes.finish(lane, constants.NGHTTP2_PROTOCOL_ERROR);
    else this.lanes.widen(lane, more);
  }

  /** Who is asked first may take all the room there is: they are by turns. */
  private sendWaiting(): void {
    this.relayFirst = !this.relayFirst;
    if (this.relayFirst) this.relay?.sendWaiting();
    this.lanes.sendWaiting();
    if (!this.relayFirst) this.relay?.sendWaiting();
  }

  private reset(frame: frames.Frame): void {
    const { id } = frame;
    if (frame.end - frame.start !== 4) throw frames.frameSizeError();
    this.demandOpened(id);
    const lane = this.lanes.get(id);
    if (lane !== undefined) this.lanes.over(lane, 'reset');
    else if (this.relay?.has(id)) this.relay.frame(frame);
    else {
      // It crossed the answer on the way.
      this.channel.forsaken.delete(id);
      return;
    }
    this.channel.misuse.note();
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
      else this.channel.output.frames(frames.frameOf({ type, flags: frames.ACK }, bytes.subarray(start, end)));
    } else {
      if (end - start < 8) throw frames.frameSizeError();
      // The client opens no more streams.
      this.channel.leave();
    }
  }

  private takeSettings(frame: frames.Frame): void {
    const { output, settings } = this.channel;
    // Each may have every stream looked at.
    if (this.settled) this.channel.misuse.note();
    this.settled = true;
    const before = settings.initialWindow;
    settings.take(frame);
    if (settings.initialWindow !== before) this.lanes.widenAll(settings.initialWindow - before);
    const acknowledge = () => output.frames(SETTINGS_ACK);
    // From then on the client may hold everyone to what it said.
    if (this.relay === undefined || this.relay.destroyed) acknowledge();
    else this.relay.tellSettings(acknowledge);
  }

  /** Of a frame for a stream. */
  private demandOpened(id: number): void {
    demand(id !== 0 && id <= this.lastSeen);
  }

  /** Nobody waits for an answer any more. */
  private abandon(): void {
    this.lanes.overAll();
    this.relay?.destroy();
  }
}

/** Nobody here goes by it (RFC 9113 §5.3.2). */
function priority({ id, start, end }: frames.Frame): void {
  demand(id !== 0);
  if (end - start !== 5) throw frames.frameSizeError();
}

function isTrailer({ name, sound }: Field): boolean {
  return sound && !name.startsWith(':');
}

function demand(holds: boolean): void {
  if (!holds) throw frames.protocolError();
}

function ignore(): void {}
