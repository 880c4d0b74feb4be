// The HTTP/2 server behind the port; it does not listen itself, it is given its sockets.
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Dispatch } from './dispatch.js';
import type { HttpServer } from './http1-server.js';
import { laneStreamClosed, type TakeStream } from './http2-unary.js';
import { LINGER_MS, MAX_CONCURRENT_STREAMS, MAX_HEADER_BYTES, PING_EVERY_MS } from './limits.js';

interface Connection {
  readonly session: ServerHttp2Session;
  readonly socket: Socket;
  /** Calls under way. */
  streams: number;
}

const SETTINGS = { maxConcurrentStreams: MAX_CONCURRENT_STREAMS, maxHeaderListSize: MAX_HEADER_BYTES };

export interface Http2ServerDeps {
  readonly dispatch: Dispatch;
  /** Asked first, stream by stream. */
  readonly take: TakeStream;
  /** How often a client must show that it is there; 30 s unless told otherwise. */
  readonly pingEveryMs?: number;
}

export function http2Server({ dispatch, take, pingEveryMs = PING_EVERY_MS }: Http2ServerDeps): HttpServer {
  const connections = new Set<Connection>();
  const server = createServer({ settings: SETTINGS }, dispatch);
  takeFirst(server, take);
  return {
    accept: (socket) => {
      socket.allowHalfOpen = false;
      const session = openSession(server, socket);
      if (session === undefined) return;
      const connection: Connection = { session, socket, streams: 0 };
      connections.add(connection);
      (session as CountedSession)[CONNECTION] = connection;
      socket.once('close', () => connections.delete(connection));
      keepAlive(connection, pingEveryMs);
    },
    drain: () => {
      for (const connection of connections) leave(connection);
    },
  };
}

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, rawHeaders: string[]) => void;

/** Has `take` asked before node makes a request and a response out of a stream. */
function takeFirst(server: Http2Server, take: TakeStream): void {
  const listeners = server.listeners('stream');
  server.removeAllListeners('stream');
  server.on('stream', (...[stream, headers, flags, rawHeaders]: Parameters<OnStream>) => {
    countStream(stream as CountedStream);
    if (take(stream, headers, rawHeaders)) return;
    for (const listener of listeners) listener.call(server, stream, headers, flags, rawHeaders);
  });
}

/** Undefined when the socket is no good any more. */
function openSession(server: Http2Server, socket: Socket): ServerHttp2Session | undefined {
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
  stream[CONNECTION] = connection;
}

/** Shared by all streams. */
function onStreamClose(this: CountedStream): void {
  laneStreamClosed(this);
  const connection = this[CONNECTION];
  if (connection === undefined) return;
  connection.streams--;
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

/** GOAWAY; the client hangs up after its last answer, or is hung up on. */
function leave({ session, socket, streams }: Connection): void {
  session.close();
  if (streams > 0) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
