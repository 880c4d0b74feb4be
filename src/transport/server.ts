// One port for every door: accepts connections, hands them on by protocol, and drains when told to leave.
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { createAdmission } from './admission.js';
import { connectionAges } from './connection-age.js';
import { createDispatch } from './dispatch.js';
import type { Door } from './door.js';
import type { GrpcUnary } from './grpc-unary.js';
import { http1Server } from './http1-server.js';
import { http2Server } from './http2/server.js';
import { HEADERS_TIMEOUT_MS, type PortLimits } from './limits.js';
import { sniff } from './sniff.js';

export interface ServerDeps {
  /** Asked before the doors. */
  readonly unary: GrpcUnary;
  /** Asked in this order. */
  readonly doors: readonly Door[];
  /** Where a proxy may have put us, e.g. `/auth`: what no door knows is looked for below it. `/` unless told otherwise. */
  readonly basePath?: string;
  readonly limits: PortLimits;
  readonly clock: Clock;
  readonly random: Random;
  /** Called first when the server leaves: what reports health says so from then on. */
  drain(): void;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Server {
  /** Port 0 takes a free one. Rejects when the address cannot be had. */
  listen(host: string, port: number): Promise<Address>;
  /** Takes a connection that another process accepted. */
  accept(socket: Socket): void;
  /** Stops accepting, lets what runs finish, and cuts off what has not after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

const SOCKETS = { allowHalfOpen: true, noDelay: true, keepAlive: true };

export function createServer({ unary, doors, basePath, limits, clock, random, drain }: ServerDeps): Server {
  const admission = createAdmission(limits);
  const ages = connectionAges({ ...limits, random });
  const dispatch = createDispatch({ doors, admission, basePath });
  const http2 = http2Server({ dispatch, lane: unary, admission, clock, limits });
  const protocols = { http1: http1Server({ dispatch, admission, isOld: ages.isOld }), http2 };
  const connections = new Set<Socket>();
  /** Those that have not said anything yet. */
  const silent = new Set<Socket>();
  let gone = ignore;
  const connected = (socket: Socket) => {
    // Further ones are closed as they come.
    if (connections.size >= limits.maxConnections) {
      socket.destroy();
      return;
    }
    connections.add(socket);
    silent.add(socket);
    socket.once('close', () => {
      silent.delete(socket);
      connections.delete(socket);
      if (connections.size === 0) gone();
    });
    socket.on('error', ignore);
    ages.watch(socket, () => http2.retire(socket));
    sniff(socket, HEADERS_TIMEOUT_MS, (protocol) => {
      silent.delete(socket);
      protocols[protocol].accept(socket);
    });
  };
  const server = createNetServer(SOCKETS, connected);
  // E.g. no file descriptors left: that connection is lost, the next may be had.
  server.on('error', ignore);
  return {
    listen: (host, port) => listen(server, host, port),
    accept: (socket) => {
      socket.allowHalfOpen = SOCKETS.allowHalfOpen;
      connected(socket.setNoDelay(SOCKETS.noDelay).setKeepAlive(SOCKETS.keepAlive));
    },
    close: async (graceMs) => {
      drain();
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      const empty = new Promise<void>((resolve) => {
        gone = resolve;
        if (connections.size === 0) resolve();
      });
      cutOffAll(silent);
      for (const { drain: drainProtocol } of Object.values(protocols)) drainProtocol();
      const timer = setTimeout(() => cutOffAll(connections), graceMs);
      await Promise.all([stopped, empty]);
      clearTimeout(timer);
    },
  };
}

function listen(server: NetServer, host: string, port: number): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const { address, port: actual } = server.address() as AddressInfo;
      resolve({ host: address, port: actual });
    });
  });
}

function cutOffAll(connections: Iterable<Socket>): void {
  for (const socket of connections) socket.destroy();
}

function ignore(): void {}
