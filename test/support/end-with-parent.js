// Preloaded by the processes that tests start: ends them when the tests are gone, however those end.
import cluster from 'node:cluster';
import { Socket } from 'node:net';

// A worker ends with its supervisor, and has another channel there.
if (!cluster.isWorker) {
  /** The other end is held by the tests; it closes with them. */
  const lifeline = new Socket({ fd: 3, readable: true });
  lifeline.on('error', () => process.exit(1));
  lifeline.on('close', () => process.exit(1));
  lifeline.resume();
  lifeline.unref();
}
