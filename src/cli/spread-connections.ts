// Hands connections to workers in turn; what a worker dies with before it took it is handed to another.
import cluster, { type Worker } from 'node:cluster';
import { createServer, type Server, type Socket } from 'node:net';

/** To a worker, with the connection. */
export interface Given {
  readonly connection: number;
}

/** From a worker: whether it took it. */
export interface Took {
  readonly took: number;
  readonly refused: boolean;
}

/** Connections that wait while there is no worker; further ones are closed. */
const MOST_WAITING = 1_000;

export interface Spreader {
  /** Where connections come in; it does not listen yet. */
  readonly server: Server;
  /** There may be a worker now for those who wait. */
  retry(): void;
}

/**
 * node:cluster spreads connections, too, but forgets those that it gave to a worker that dies before it took them, and their
 * clients wait for ever.
 */
export function spreadConnections(ready: () => readonly Worker[]): Spreader {
  const given = new Map<number, { readonly worker: Worker; readonly socket: Socket }>();
  const waiting: Socket[] = [];
  let turn = 0;
  let last = 0;

  function give(socket: Socket): void {
    const workers = ready();
    const worker = workers[turn++ % workers.length];
    if (worker === undefined) {
      if (waiting.push(socket) > MOST_WAITING) waiting.shift()?.destroy();
      return;
    }
    const connection = ++last;
    given.set(connection, { worker, socket });
    // Kept open here, too, until it is known to be there.
    worker.send({ connection } satisfies Given, socket, { keepOpen: true }, (error) => {
      if (error) giveAgain(connection);
    });
  }

  function giveAgain(connection: number): void {
    const lost = given.get(connection);
    if (given.delete(connection) && lost !== undefined) give(lost.socket);
  }

  cluster.on('message', (_, { took, refused }: Partial<Took>) => {
    if (took === undefined) return;
    if (refused) giveAgain(took);
    else given.get(took)?.socket.destroy();
    given.delete(took);
  });
  cluster.on('exit', (gone) => {
    for (const [connection, { worker }] of given) if (worker === gone) giveAgain(connection);
  });
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    give(socket);
  });
  return {
    server,
    retry: () => {
      for (const socket of waiting.splice(0)) give(socket);
    },
  };
}

/** In a worker: takes what the supervisor hands over, until it is `leaving`. */
export function takeConnections(accept: (socket: Socket) => void, leaving: () => boolean): void {
  process.on('message', ({ connection }: Partial<Given>, socket?: Socket) => {
    if (connection === undefined || socket === undefined) return;
    const refused = leaving();
    if (refused) socket.destroy();
    else accept(socket);
    process.send?.({ took: connection, refused } satisfies Took);
  });
}
