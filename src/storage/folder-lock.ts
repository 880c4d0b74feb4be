// Keeps a folder to one process, across containers too: two that open the same embedded database would ruin it.
import { once } from 'node:events';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FrontierError } from '../kernel/errors.js';
import type { Random } from '../kernel/random.js';

/** Gives the folder back. The end of the process does too, however it comes. */
export type Unlock = () => Promise<void>;

const ATTEMPTS = 8;
/** What fits a socket's address on every system but Linux, which is given a short one. */
const LONGEST_ADDRESS = 103;

/**
 * Locks by listening on a socket in `folder`, which should hold nothing else: the kernel knows, better than a process id in a file
 * does, whether its owner lives. Each process announces itself first and then looks for others, so of two that do so at once at
 * least one sees the other. Throws failed_precondition when another process has the lock.
 */
export async function lockFolder(folder: string, random: Random): Promise<Unlock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(folder, 'r');
  let holder: string | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const name = `${process.pid}-${random.uuid()}`;
    const withdraw = await announce(socketAddress(folder, handle, name));
    holder = await otherHolder(folder, handle, name);
    if (holder === undefined)
      return async () => {
        await withdraw();
        await handle.close();
      };
    await withdraw();
    // Both may have stepped back: after pauses of different length one is first.
    await pause(20 + (random.bytes(1)[0] ?? 0) / 2);
  }
  await handle.close();
  const message = `process ${holder?.split('-')[0]} has ${folder}: another Frontier uses this data folder`;
  throw new FrontierError('failed_precondition', 'DATA_FOLDER_IN_USE', message);
}

/** On Linux by way of the open folder, since a socket's address holds 107 bytes at most and is cut without a word. */
function socketAddress(folder: string, handle: FileHandle, name: string): string {
  if (process.platform === 'linux') return `/proc/self/fd/${handle.fd}/${name}`;
  const address = join(folder, name);
  if (Buffer.byteLength(address) <= LONGEST_ADDRESS) return address;
  throw new FrontierError(
    'failed_precondition',
    'DATA_FOLDER_TOO_LONG',
    `the path of ${folder} is too long for a socket`,
  );
}

async function announce(address: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  server.listen(address);
  await once(server, 'listening');
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

/** The name of a process that lives and has announced itself; sockets of dead ones are removed when there is none. */
async function otherHolder(folder: string, handle: FileHandle, own: string): Promise<string | undefined> {
  const others = (await readdir(folder)).filter((name) => name !== own);
  const dead: string[] = [];
  for (const name of others) {
    const state = await stateOf(socketAddress(folder, handle, name));
    if (state === 'listening') return name;
    if (state === 'dead') dead.push(name);
  }
  // One that was between making its socket and listening looks dead; it then looks for others itself, and finds us.
  for (const name of dead) await rm(join(folder, name), { force: true });
  return undefined;
}

function stateOf(address: string): Promise<'listening' | 'dead' | 'gone'> {
  return new Promise((resolve) => {
    const socket: Socket = connect(address);
    socket.once('connect', () => resolve('listening'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ENOENT') resolve('gone');
      // Anything but a plain refusal may come from a socket that is alive.
      else resolve(code === 'ECONNREFUSED' ? 'dead' : 'listening');
    });
    socket.once('connect', () => socket.destroy());
  });
}
