// The service with a clock that is wrong by so many milliseconds: the first argument.
import { createApp } from '../../../src/app.js';
import { localUrl, readConfig, readEnvironment } from '../../../src/config/index.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { systemRandom } from '../../../src/kernel/random.js';
import { createLogger } from '../../../src/telemetry/index.js';

const offset = Number(process.argv[2]);
const clock = { ...systemClock, now: () => systemClock.now() + offset };
const read = readConfig(readEnvironment(), { terminal: false });
if (!read.ok) throw new Error(read.faults.join('\n'));
const write = (text: string) => process.stderr.write(text);
const logger = createLogger({ log: read.config.log, clock, write });
const app = await createApp(read.config, { logger, clock, random: systemRandom });
process.stdout.write(`Frontier listens on ${localUrl(await app.listen())}\n`);
