// The process: hands its command line to cli and its exit code to the operating system.
import { processSurroundings, run } from './cli/index.js';

const surroundings = processSurroundings(() => import('./app.js'));
process.exit(await run(process.argv.slice(2), surroundings));
