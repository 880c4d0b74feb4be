// A Redis server, to tell other replicas something at once; it may come and go, and nothing waits for it.
import { FrontierError } from '../kernel/errors.js';
import type { Redacted } from '../kernel/redacted.js';
import { connectRedis, type RedisClient } from './redis-client.js';

export interface Redis {
  /** Rejects when the server has not taken it within half a second. */
  publish(channel: string, message: string): Promise<void>;
  /** From now on, through every loss of the connection. */
  subscribe(channel: string, listener: Listener): void;
  /** What a command of the caller's own answers. Rejects when the server has not answered within half a second. */
  command<T>(run: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Whether the server answered when it was last asked. */
  isThere(): boolean;
  close(): void;
}

export interface Listener {
  heard(message: string): void;
  /** The subscription has begun, at first or again: what was published before may have been missed. */
  resumed(): void;
}

export interface RedisDeps {
  readonly url: Redacted<string>;
  /** Told once each time that the server is lost. */
  onError(error: unknown): void;
}

/** Stock clients wait for ever for a server that is frozen: each of our commands has this long. */
const DEADLINE_MS = 500;
/** How often a silent connection is asked whether it is one still. */
const BEAT_MS = 3_000;

/** Answers at once; connects, and connects again, on its own. */
export function openRedis(deps: RedisDeps): Redis {
  const publisher = connect(deps);
  const opened = [publisher];
  return {
    publish: async (channel, message) => {
      await publisher.command((client) => client.publish(channel, message));
    },
    subscribe: (channel, listener) => {
      opened.push(subscriber(deps, channel, listener));
    },
    command: publisher.command,
    isThere: () => opened.every(({ client }) => client.status === 'ready'),
    close: () => {
      for (const { close } of opened) close();
    },
  };
}

interface Connection {
  readonly client: RedisClient;
  /** Runs one command; on a miss of the deadline the connection is taken for dead. */
  command<T>(run: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Tells of a fault, unless one was told since the server was last there. */
  failed(error: unknown): void;
  close(): void;
}

function connect({ url, onError }: RedisDeps, beat = ping): Connection {
  let lost = false;
  const failed = (error: unknown) => {
    if (!lost) onError(error);
    lost = true;
  };
  const client = connectRedis(url);
  // Without a listener an error would end the process.
  client.on('error', failed);
  client.on('ready', () => {
    lost = false;
  });
  const connection: Connection = {
    client,
    command: (run) => inTime(run(client), () => client.disconnect(true)),
    failed,
    close: () => {
      clearInterval(timer);
      client.disconnect();
    },
  };
  const timer = setInterval(() => {
    // Connected, and silent ever since: it is asked its state before it counts as ready.
    if (client.status === 'connect') client.disconnect(true);
    else if (client.status === 'ready') beat(connection);
  }, BEAT_MS).unref();
  return connection;
}

function ping({ command }: Connection): void {
  command((client) => client.ping()).catch(ignore);
}

function subscriber(deps: RedisDeps, channel: string, { heard, resumed }: Listener): Connection {
  let subscribed = false;
  const subscribe = ({ command, failed }: Connection) =>
    command((client) => client.subscribe(channel)).then(() => {
      subscribed = true;
      resumed();
    }, failed);
  const connection = connect(deps, (each) => (subscribed ? ping(each) : void subscribe(each)));
  connection.client.on('ready', () => void subscribe(connection));
  connection.client.on('close', () => {
    subscribed = false;
  });
  connection.client.on('message', (_channel, message) => heard(message));
  return connection;
}

function inTime<T>(work: Promise<T>, late: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(new FrontierError('unavailable', 'REDIS_UNAVAILABLE', 'Redis does not answer'));
      late();
    };
    // In two halves: after a pause of this process a timer comes before the answer that has long arrived.
    let timer = setTimeout(() => {
      timer = setTimeout(giveUp, DEADLINE_MS / 2);
    }, DEADLINE_MS / 2);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function ignore(): void {}
