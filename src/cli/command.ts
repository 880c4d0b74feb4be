// What every command that needs settings goes through: settings checked, the application loaded, failures told in one line.
import { type Config, type Environment, readConfig } from '../config/index.js';
import { offsetClock, systemClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/random.js';
import { createBatch, createLogger } from '../telemetry/index.js';
import type { AppDoor, AppParts } from './app-door.js';
import { describeFailure } from './describe-failure.js';
import { FAILED, MISUSED } from './exit-code.js';
import type { Output } from './output.js';

/** What a command line runs in. */
export interface Surroundings {
  readonly environment: Environment;
  readonly output: Output;
  loadApp(): Promise<AppDoor>;
}

/** What a command is handed. */
export interface CommandParts {
  readonly config: Config;
  readonly app: AppDoor;
  readonly parts: AppParts;
  readonly output: Output;
}

/** Answers the exit code. */
export type Command = (parts: CommandParts) => Promise<number>;

/** Runs `command` with the settings of the environment; lists all their faults and runs nothing when there are any. */
export async function runCommand(surroundings: Surroundings, command: Command): Promise<number> {
  const { environment, output } = surroundings;
  const result = readConfig(environment, { terminal: output.terminal });
  if (!result.ok) {
    output.err(`frontier: these settings cannot be used:\n${result.faults.map((line) => `  ${line}\n`).join('')}`);
    return MISUSED;
  }
  const { config } = result;
  const clock = offsetClock(systemClock, config.clockOffsetSeconds * 1000);
  const lines = createBatch(output.err);
  const logger = createLogger({ log: config.log, clock, write: lines.add });
  // Whatever ends it; standard error is written to at once.
  process.once('exit', lines.flush);
  try {
    const app = await surroundings.loadApp();
    return await command({ config, app, parts: { logger, clock, random: systemRandom }, output });
  } catch (error) {
    logger.debug('failed', { err: error });
    lines.flush();
    output.err(`frontier: ${describeFailure(error, config)}\n`);
    return FAILED;
  } finally {
    process.off('exit', lines.flush);
    lines.flush();
  }
}
