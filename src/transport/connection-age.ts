// How old connections get: as the settings say, give or take a tenth, so that those which came together do not leave together.
import type { Socket } from 'node:net';
import type { Random } from '../kernel/random.js';

export interface ConnectionAges {
  /** Calls `old` once the connection is as old as it gets; never, where there is no limit. */
  watch(socket: Socket, old: () => void): void;
  isOld(socket: Socket): boolean;
}

export interface AgeLimits {
  /** Undefined: no limit. */
  readonly maxAgeMs: number | undefined;
  readonly random: Random;
}

const JITTER = 0.1;

export function connectionAges({ maxAgeMs, random }: AgeLimits): ConnectionAges {
  const old = new WeakSet<Socket>();
  return {
    isOld: (socket) => old.has(socket),
    watch: (socket, tell) => {
      if (maxAgeMs === undefined) return;
      const share = random.bytes(4).readUInt32BE() / 2 ** 32;
      const comeOfAge = () => {
        old.add(socket);
        tell();
      };
      const timer = setTimeout(comeOfAge, maxAgeMs * (1 + JITTER * (2 * share - 1)));
      timer.unref();
      socket.once('close', () => clearTimeout(timer));
    },
  };
}
