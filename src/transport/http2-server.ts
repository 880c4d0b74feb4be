// The HTTP/2 server behind the port; it does not listen itself, it is given its sockets.
import {
  createServer,
  type IncomingHttpHeaders,
  type Http2Server as NodeHttp2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Admission } from './admission.js';
import type { Dispatch } from './dispatch.js';
import type { HttpServer } from './http1-server.js';
import { laneStreamClosed, type TakeStream } from './http2-unary.js';
import { CONNECTION_WINDOW_BYTES, LINGER_MS, MAX_HEADER_BYTES, type PortLimits } from './limits.js';

interface Connection {
  readonly session: ServerHttp2Session;
  readonly socket: Socket;
  /** Calls under way. */
  streams: number;
  /** Since idleness was looked for the last time there was a call. */
  used: boolean;
  readonly admission: Admission;
}

export interface Http2ServerDeps {
  readonly dispatch: Dispatch;
  /** Asked first, stream by stream, unless there are too many calls already. */
  readonly take: TakeStream;
  readonly admission: Admission;
  readonly limits: Pick<PortLimits, 'maxStreams' | 'keepAliveMs' | 'maxIdleMs' | 'ageGraceMs'>;
}

export interface Http2Server extends HttpServer {
  /** Asks a connection to go: GOAWAY, and its end once its calls are over, or `ageGraceMs` later. */
  retire(socket: Socket): void;
}

export function http2Server({ dispatch, take, admission, limits }: Http2ServerDeps): Http2Server {
  const connections = new Map<Socket, Connection>();
  const settings = { maxConcurrentStreams: limits.maxStreams, maxHeaderListSize: MAX_HEADER_BYTES };
  const server = createServer({ settings }, dispatch);
  takeFirst(server, (stream, headers, rawHeaders) => !admission.isFull() && take(stream, headers, rawHeaders));
  return {
    accept: (socket) => {
      socket.allowHalfOpen = false;
      const session = openSession(server, socket);
      if (session === undefined) return;
      session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
      const connection: Connection = { session, socket, streams: 0, used: true, admission };
      connections.set(socket, connection);
      (session as CountedSession)[CONNECTION] = connection;
      socket.once('close', () => connections.delete(socket));
      if (limits.keepAliveMs !== undefined) keepAlive(connection, limits.keepAliveMs);
      if (limits.maxIdleMs !== undefined) leaveWhenIdle(connection, limits.maxIdleMs);
    },
    drain: () => {
      for (const connection of connections.values()) leave(connection);
    },
    retire: (socket) => {
      const connection = connections.get(socket);
      if (connection === undefined) return;
      leave(connection);
      const timer = setTimeout(() => socket.destroy(), limits.ageGraceMs).unref();
      socket.once('close', () => clearTimeout(timer));
    },
  };
}

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, rawHeaders: string[]) => void;

/** Has `take` asked before node makes a request and a response out of a stream. */
function takeFirst(server: NodeHttp2Server, take: TakeStream): void {
  const listeners = server.listeners('stream');
  server.removeAllListeners('stream');
  server.on('stream', (...[stream, headers, flags, rawHeaders]: Parameters<OnStream>) => {
    countStream(stream as CountedStream);
    if (take(stream, headers, rawHeaders)) return;
    for (const listener of listeners) listener.call(server, stream, headers, flags, rawHeaders);
  });
}

/** Undefined when the socket is no good any more. */
function openSession(server: NodeHttp2Server, socket: Socket): ServerHttp2Session | undefined {
  let opened: ServerHttp2Session | undefined;
  const note = (session: ServerHttp2Session) => {
    opened = session;
  };
  server.once('session', note);
  // Emits `session` before it returns.
  server.emit('connection', socket);
  server.off('session', note);
  return opened;
}

const CONNECTION = Symbol('connection');

type CountedSession = ServerHttp2Session & { [CONNECTION]?: Connection };
type CountedStream = ServerHttp2Stream & { [CONNECTION]?: Connection };

/** Of a session that is gone already there is nothing to count. */
function countStream(stream: CountedStream): void {
  const connection = (stream.session as CountedSession | undefined)?.[CONNECTION];
  stream.on('close', onStreamClose);
  if (connection === undefined) return;
  connection.streams++;
  connection.used = true;
  connection.admission.entered();
  stream[CONNECTION] = connection;
}

/** Shared by all streams. */
function onStreamClose(this: CountedStream): void {
  laneStreamClosed(this);
  const connection = this[CONNECTION];
  if (connection === undefined) return;
  connection.streams--;
  connection.admission.left();
  if (connection.session.closed) leave(connection);
}

/**
 * A session that failed stops reading, and then neither its own end nor the client's is noticed.
 * One missing answer is not enough: after a pause of this process the timer comes before what has arrived.
 */
function keepAlive({ session, socket }: Connection, everyMs: number): void {
  let unanswered = 0;
  const beat = () => {
    if (unanswered === 2 || session.destroyed) {
      socket.destroy();
      return;
    }
    unanswered++;
    session.ping((error) => {
      if (error === null) unanswered = 0;
    });
  };
  const timer = setInterval(beat, everyMs).unref();
  socket.once('close', () => clearInterval(timer));
}

/** Looks from time to time, which costs a call nothing but to say that it was there. */
function leaveWhenIdle(connection: Connection, maxIdleMs: number): void {
  const look = () => {
    if (connection.streams === 0 && !connection.used) leave(connection);
    connection.used = connection.streams > 0;
  };
  const timer = setInterval(look, maxIdleMs).unref();
  connection.socket.once('close', () => clearInterval(timer));
}

/** GOAWAY; the client hangs up after its last answer, or is hung up on. */
function leave({ session, socket, streams }: Connection): void {
  session.close();
  if (streams > 0) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
