// `frontier serve`: starts the service and stays until it is asked to leave.
import { localUrl } from '../config/index.js';
import type { App } from './app-door.js';
import type { CommandParts } from './command.js';
import { FAILED, OK } from './exit-code.js';
import { firstDecision } from './first-decision.js';
import { stopSignal } from './stop-signal.js';

/** The operator's contract: gone within 10 s of being asked. */
const LEAVE_WITHIN_MS = 10_000;

export async function serve(command: CommandParts): Promise<number> {
  const { logger } = command.parts;
  const stop = stopSignal();
  process.once('uncaughtException', (error) => {
    logger.error('uncaught exception', { err: error });
    process.exit(FAILED);
  });
  try {
    const app = await command.app.createApp(command.config, command.parts);
    await listen(app, command);
    await stop.asked;
    logger.info('leaving: no new calls are taken, running ones may finish');
    if (await within(LEAVE_WITHIN_MS, app.close())) return OK;
    logger.error('left with calls still running');
    return FAILED;
  } finally {
    stop.dispose();
  }
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
