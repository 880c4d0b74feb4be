// A process for servers.test.ts: starts a Redis, tells where, and waits to be killed.
import { startRedis } from './redis.js';

const { url, folder } = await startRedis();
process.stdout.write(`${url} ${folder}\n`);
setInterval(() => {}, 60_000);
