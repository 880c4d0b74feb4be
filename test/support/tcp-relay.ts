// A relay in front of a server, to take it away from its clients and give it back.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface TcpRelay {
  readonly port: number;
  /** Cuts all connections and takes no more. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  restore(): Promise<void>;
  /** Connections stay and are taken, but nothing comes through until `thaw`. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** Told of what a client sends, connection by connection. */
export type Overhear = () => (bytes: Buffer) => void;

/** In front of `127.0.0.1:target`. */
export async function startTcpRelay(target: number, overhear?: Overhear): Promise<TcpRelay> {
  const sockets = new Set<Socket>();
  let frozen = false;
  let server = await listen(0);

  async function listen(port: number): Promise<Server> {
    const opened = createServer(relay).listen(port, '127.0.0.1');
    await once(opened, 'listening');
    return opened;
  }

  function relay(near: Socket): void {
    const far = connect(target, '127.0.0.1');
    const heard = overhear?.();
    if (heard !== undefined) near.on('data', heard);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('data', (chunk) => other.write(chunk));
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      if (frozen) socket.pause();
    }
  }

  async function cut(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    restore: async () => {
      server = await listen(port);
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
}
