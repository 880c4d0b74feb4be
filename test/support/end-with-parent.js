// Preloaded by the processes that tests start: ends them when the tests are gone, however those end.
import { Socket } from 'node:net';

/** The other end is held by the tests; it closes with them. */
const lifeline = new Socket({ fd: 3, readable: true });
lifeline.on('error', () => process.exit(1));
lifeline.on('close', () => process.exit(1));
lifeline.resume();
lifeline.unref();
