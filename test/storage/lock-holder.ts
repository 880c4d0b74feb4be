// A process for folder-lock.embedded.test.ts: takes the lock of a folder and stays until it is told to leave.
import { systemRandom } from '../../src/kernel/random.js';
import { lockFolder } from '../../src/storage/folder-lock.js';

const [folder = ''] = process.argv.slice(2);
await lockFolder(folder, systemRandom);
const stay = setInterval(() => {}, 60_000);
process.once('SIGUSR2', () => clearInterval(stay));
process.stdout.write('locked\n');
