// `frontier serve`: starts the service and stays until it is asked to leave.
import cluster from 'node:cluster';
import { localUrl } from '../config/index.js';
import type { App } from './app-door.js';
import type { CommandParts } from './command.js';
import { FAILED, OK } from './exit-code.js';
import { firstDecision } from './first-decision.js';
import { takeConnections } from './spread-connections.js';
import { stopSignal, supervisorAsks } from './stop-signal.js';
import { supervise, workersOf } from './supervise.js';
import { LEAVE, READY } from './worker-pool.js';

/** The operator's contract: gone within 10 s of being asked. */
const LEAVE_WITHIN_MS = 10_000;

/** As one process, or as many as the settings ask for: this one then only looks after them. */
export function serve(command: CommandParts): Promise<number> {
  if (cluster.isWorker) return serveAlone(command);
  const { count, refused } = workersOf(command.config);
  if (refused)
    command.parts.logger.warn('one process only: the embedded database has room for no more; see DATABASE_URL');
  return count > 1 ? supervise(command, count) : serveAlone(command);
}

async function serveAlone(command: CommandParts): Promise<number> {
  const { logger } = command.parts;
  const stop = cluster.isWorker ? supervisorAsks(LEAVE) : stopSignal();
  process.once('uncaughtException', (error) => {
    logger.error('uncaught exception', { err: error });
    process.exit(FAILED);
  });
  try {
    const app = await command.app.createApp(command.config, command.parts);
    if (cluster.isWorker) work(app, stop.asked);
    else await listen(app, command);
    await stop.asked;
    logger.info('leaving: no new calls are taken, running ones may finish');
    if (await within(LEAVE_WITHIN_MS, app.close())) return OK;
    logger.error('left with calls still running');
    return FAILED;
  } finally {
    stop.dispose();
  }
}

/** The supervisor listens, and says so once for all. */
function work(app: App, asked: Promise<void>): void {
  let leaving = false;
  void asked.then(() => {
    leaving = true;
  });
  takeConnections(app.accept, () => leaving);
  process.send?.(READY);
}

async function listen(app: App, { config, output, parts }: CommandParts): Promise<void> {
  const address = await app.listen().catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  parts.logger.info('listening', { url: localUrl(address), database: config.database.kind });
  output.out(`Frontier listens on ${localUrl(address)}\n`);
  const { bootstrap } = app;
  if (bootstrap.clientSecret === undefined) return;
  output.out(firstDecision({ address, bootstrap, secretGiven: config.bootstrap.clientSecret !== undefined }));
}

/** False when `work` is not done in time. */
async function within(milliseconds: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer));
}
