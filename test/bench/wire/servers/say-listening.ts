// What the benchmark's own servers have in common: a free port of the loopback, told to whoever started them.
import type { AddressInfo, Server } from 'node:net';

/** Writes `listening on URL` to standard output, as the benchmark waits for. */
export function listenAndSay(server: Pick<Server, 'listen' | 'address'>): void {
  server.listen(0, '127.0.0.1', () => sayPort((server.address() as AddressInfo).port));
}

export function sayPort(port: number): void {
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
}

/** The bytes to answer with: the argument of the command line, in base64. */
export function answerGiven(): Buffer {
  return Buffer.from(process.argv[2] ?? '', 'base64');
}
