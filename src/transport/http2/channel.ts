// What all streams of a connection share: what is sent, the windows, and the end of it all.
import { constants } from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import type { Admission } from '../admission.js';
import { CONNECTION_WINDOW_BYTES } from '../limits.js';
import { Farewell } from './farewell.js';
import { Forsaken } from './forsaken.js';
import { encodeTableSize } from './hpack/encoder.js';
import { Misuse } from './misuse.js';
import { Output } from './output.js';
import { PeerSettings } from './peer-settings.js';
import { ReceiveWindow } from './receive-window.js';
import { SendWindow } from './send-window.js';

/** `answered`: in full; `forsaken`: ended here before the client had said all; `reset`: whoever did so. */
export type StreamEnd = 'answered' | 'forsaken' | 'reset';

export interface ChannelDeps {
  readonly admission: Admission;
  readonly clock: Clock;
  readonly socket: Socket;
  readonly maxStreams: number;
  /** Ends all that is under way: the connection has failed. */
  abandon(): void;
}

const TABLE_NOT_USED = encodeTableSize(0);

export class Channel {
  /** The address of the client. */
  readonly peer: string;
  readonly output: Output;
  readonly sendWindow = new SendWindow();
  readonly receiveWindow = new ReceiveWindow(CONNECTION_WINDOW_BYTES);
  readonly settings = new PeerSettings();
  readonly misuse: Misuse;
  readonly forsaken: Forsaken;
  /** Calls under way. */
  streams = 0;
  /** There was a call since this was last set to false. */
  used = true;
  /** The highest number of a stream that anything was made of. */
  lastTaken = 0;
  failed = false;
  private readonly deps: ChannelDeps;
  private readonly farewell: Farewell;

  constructor(deps: ChannelDeps) {
    this.deps = deps;
    this.peer = deps.socket.remoteAddress ?? '';
    this.output = new Output(deps.socket);
    this.misuse = new Misuse(deps.clock);
    this.forsaken = new Forsaken(Math.max(1000, 2 * deps.maxStreams));
    this.farewell = new Farewell(deps.socket, this.output);
  }

  /** GOAWAY has been sent: further streams are not for us. */
  get leaving(): boolean {
    return this.farewell.said;
  }

  /** There is room for DATA in the connection's window, and on the way there. */
  get maySend(): boolean {
    return this.sendWindow.left > 0 && !this.output.isFull;
  }

  /** A stream begins. */
  entered(): void {
    this.streams += 1;
    this.used = true;
    this.deps.admission.entered();
  }

  /** A stream is over. */
  left(id: number, end: StreamEnd): void {
    if (end === 'answered') this.misuse.answered();
    else if (end === 'forsaken') this.forsaken.add(id);
    this.streams -= 1;
    this.deps.admission.left();
    if (this.leaving && this.streams === 0 && !this.failed) this.farewell.end();
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

  /** Bytes of DATA are done with. */
  done(bytes: number): void {
    const given = this.receiveWindow.done(bytes);
    if (given > 0) this.giveBack(given);
  }

  /** The client may send so many more bytes of DATA. */
  giveBack(bytes: number): void {
    this.receiveWindow.give(bytes);
    this.output.windowUpdate(0, bytes);
  }

  /** Sends GOAWAY; what is under way is finished, and then the connection ended. */
  leave(): void {
    if (!this.leaving) this.farewell.say(this.lastTaken, constants.NGHTTP2_NO_ERROR);
    if (this.streams === 0) this.farewell.end();
  }

  /** Ends the connection and all that is under way on it (RFC 9113 §5.4.1). */
  fail(code: number): void {
    if (this.failed) return;
    this.failed = true;
    this.farewell.say(this.lastTaken, code);
    this.deps.abandon();
    this.farewell.endNow();
  }

  /** The socket is gone. */
  closed(): void {
    this.failed = true;
    this.deps.abandon();
  }
}
