// `frontier serve` with several workers: the process that starts them, replaces them and ends them, and answers no call itself.
import type { AddressInfo, Server } from 'node:net';
import { availableParallelism } from 'node:os';
import { type Config, localUrl } from '../config/index.js';
import { addUpWorkers } from '../telemetry/index.js';
import type { Bootstrap } from './app-door.js';
import type { CommandParts } from './command.js';
import { FAILED, OK } from './exit-code.js';
import { firstDecision } from './first-decision.js';
import { spreadConnections } from './spread-connections.js';
import { stopSignal } from './stop-signal.js';
import { createWorkerPool, type WorkerPool } from './worker-pool.js';

/** How many processes the settings ask for, where there can be several: the embedded database has one. */
export function workersOf({ workers, database }: Config): { readonly count: number; readonly refused: boolean } {
  const asked = workers === 'auto' ? availableParallelism() : workers;
  return database.kind === 'embedded' ? { count: 1, refused: asked > 1 } : { count: asked, refused: false };
}

/** Workers may take the time that one process has, and a little more. */
const LEAVE_WITHIN_MS = 11_000;

export async function supervise(command: CommandParts, count: number): Promise<number> {
  const { config, app, parts } = command;
  const { logger } = parts;
  const stop = stopSignal();
  addUpWorkers();
  // Before any worker, so that none has to make what another makes, too.
  const bootstrap = await app.bootstrapAdministrator(config, parts, { rotate: false });
  const pool: WorkerPool = createWorkerPool({ count, logger, onReady: () => spreader.retry() });
  const spreader = spreadConnections(pool.ready);
  try {
    const address = await listen(spreader.server, config);
    const started = await Promise.race([pool.start().then(() => true), stop.asked]);
    if (started) tell(command, address, bootstrap);
    replaceOnHangUp(pool, command);
    await stop.asked;
    logger.info('leaving: no new calls are taken, running ones may finish');
    spreader.server.close();
    if (await pool.stop(LEAVE_WITHIN_MS)) return OK;
    logger.error('left with calls still running');
    return FAILED;
  } catch (error) {
    await pool.stop(LEAVE_WITHIN_MS);
    throw error;
  } finally {
    stop.dispose();
  }
}

interface Where {
  readonly host: string;
  readonly port: number;
}

function listen(server: Server, { listen: { host, port } }: Config): Promise<Where> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject).on('error', () => {});
      const address = server.address() as AddressInfo;
      resolve({ host: address.address, port: address.port });
    });
  });
}

function tell({ config, parts, output }: CommandParts, address: Where, bootstrap: Bootstrap): void {
  const url = localUrl(address);
  parts.logger.info('listening', { url, database: config.database.kind });
  output.out(`Frontier listens on ${url}\n`);
  if (bootstrap.clientSecret === undefined) return;
  output.out(firstDecision({ address, bootstrap, secretGiven: config.bootstrap.clientSecret !== undefined }));
}

/** One after the other: who asks while they are being replaced has them replaced once more. */
function replaceOnHangUp(pool: WorkerPool, { parts: { logger } }: CommandParts): void {
  let last = Promise.resolve();
  process.on('SIGHUP', () => {
    last = last.then(async () => {
      logger.info('replacing the workers');
      try {
        await pool.replaceAll();
        logger.info('replaced the workers');
      } catch (error) {
        logger.error('a new worker did not start; the others stay', { err: error });
      }
    });
  });
}
