// The HTTP/2 server behind the port; it does not listen itself, it is given its sockets.
import { createServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import type { Admission } from '../admission.js';
import type { Dispatch } from '../dispatch.js';
import type { GrpcUnary } from '../grpc-unary.js';
import type { HttpServer } from '../http1-server.js';
import { MAX_HEADER_BYTES, type PortLimits, REQUEST_TIMEOUT_MS } from '../limits.js';
import { Connection, type ConnectionDeps } from './connection.js';
import { createPatience } from './patience.js';
import { Relay } from './relay.js';

export interface Http2ServerDeps {
  readonly dispatch: Dispatch;
  /** Asked first. */
  readonly lane: GrpcUnary;
  readonly admission: Admission;
  readonly clock: Clock;
  readonly limits: Pick<PortLimits, 'maxStreams' | 'keepAliveMs' | 'maxIdleMs' | 'ageGraceMs'>;
}

export interface Http2Server extends HttpServer {
  /** Asks a connection to go: GOAWAY, and its end once its calls are over, or `ageGraceMs` later. */
  retire(socket: Socket): void;
}

export function http2Server({ dispatch, lane, admission, clock, limits }: Http2ServerDeps): Http2Server {
  const connections = new Map<Socket, Connection>();
  const { maxStreams, keepAliveMs, maxIdleMs, ageGraceMs } = limits;
  const library = createServer(
    { settings: { maxConcurrentStreams: maxStreams, maxHeaderListSize: MAX_HEADER_BYTES } },
    dispatch,
  );
  const patience = createPatience(REQUEST_TIMEOUT_MS);
  const deps: ConnectionDeps = {
    lane,
    patience,
    admission,
    clock,
    maxStreams,
    relay: (channel) => new Relay({ library, channel, patience }),
  };
  return {
    accept: (socket) => {
      socket.allowHalfOpen = false;
      const connection = new Connection(deps, socket);
      connections.set(socket, connection);
      socket.once('close', () => connections.delete(socket));
      if (keepAliveMs !== undefined) keepAlive(connection, socket, keepAliveMs);
      if (maxIdleMs !== undefined) leaveWhenIdle(connection, socket, maxIdleMs);
    },
    drain: () => {
      for (const { channel } of connections.values()) channel.leave();
    },
    retire: (socket) => {
      const connection = connections.get(socket);
      if (connection === undefined) return;
      connection.channel.leave();
      const timer = setTimeout(() => socket.destroy(), ageGraceMs).unref();
      socket.once('close', () => clearTimeout(timer));
    },
  };
}

/** One missing answer is not enough: after a pause of this process the timer comes before what has arrived. */
function keepAlive(connection: Connection, socket: Socket, everyMs: number): void {
  let unanswered = 0;
  connection.alive = () => {
    unanswered = 0;
  };
  const beat = () => {
    if (unanswered === 2) {
      socket.destroy();
      return;
    }
    unanswered++;
    connection.ping();
  };
  const timer = setInterval(beat, everyMs).unref();
  socket.once('close', () => clearInterval(timer));
}

/** Looks from time to time, which costs a call nothing but to say that it was there. */
function leaveWhenIdle({ channel }: Connection, socket: Socket, maxIdleMs: number): void {
  const look = () => {
    if (channel.streams === 0 && !channel.used) channel.leave();
    channel.used = channel.streams > 0;
  };
  const timer = setInterval(look, maxIdleMs).unref();
  socket.once('close', () => clearInterval(timer));
}
