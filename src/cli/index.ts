// The door of cli: reads the command line and runs the command.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseDuration, readEnvironment } from '../config/index.js';
import { ALGORITHM_NAMES, type AlgorithmName } from '../signing/index.js';
import { adminToken } from './admin-token.js';
import type { AppDoor } from './app-door.js';
import { bootstrap } from './bootstrap.js';
import { type Command as Action, runCommand, type Surroundings } from './command.js';
import { MISUSED, OK } from './exit-code.js';
import { listKeys, resealKeys, retireKey, rotateKeys } from './keys.js';
import { migrate } from './migrate.js';
import { processOutput } from './output.js';
import { revokeCredential, revokeKey, revokeOrganization, revokePrincipal, revokeToken } from './revoke.js';
import { serve } from './serve.js';
import { settingsHelp } from './settings-help.js';
import { type StaleOptions, staleCredentials } from './stale-credentials.js';
import { VERSION } from './version.js';

export type { App, AppDoor, AppParts, Bootstrap, KeyCommands, RevokeCommands } from './app-door.js';
export type { Surroundings } from './command.js';
export type { Output } from './output.js';

/** The process's own surroundings. */
export function processSurroundings(loadApp: () => Promise<AppDoor>): Surroundings {
  return { environment: readEnvironment(), output: processOutput, loadApp };
}

/** Runs the command that `argv` (without node and script) names and answers the exit code: 0 done, 1 failed, 2 misused. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let code = OK;
  const program = createProgram(surroundings, async (action) => {
    code = await runCommand(surroundings, action);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong; help that was asked for also ends here.
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : MISUSED;
    throw error;
  }
}

function createProgram({ output }: Surroundings, start: (action: Action) => Promise<void>): Command {
  const program = new Command('frontier')
    .description(
      'Issues credentials, mints and verifies tokens and decides permissions, over gRPC and JSON on one port.',
    )
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .showHelpAfterError('(frontier --help tells more)')
    .exitOverride()
    .addHelpText('after', '\nfrontier serve --help lists the settings.');
  program
    .command('serve')
    .description('start the service; on the first start, print the first administrator')
    .addHelpText('after', `\n${settingsHelp()}`)
    .action(() => start(serve));
  program
    .command('migrate')
    .description('bring the database to the current schema, which serve does too')
    .action(() => start(migrate));
  program
    .command('bootstrap')
    .description('make the first platform administrator and print its secret')
    .option('--rotate', 'replace the secret there is; tokens got with it end')
    .action((options: { rotate?: true }) => start(bootstrap(options.rotate === true)));
  addKeyCommands(program, start);
  addCredentialCommands(program, start);
  addRevokeCommands(program, start);
  program
    .command('version')
    .description('print the version')
    .action(() => output.out(`${VERSION}\n`));
  return program;
}

function addKeyCommands(program: Command, start: (action: Action) => Promise<void>): void {
  const keys = program.command('keys').description('the keys that access tokens are signed with');
  keys
    .command('list')
    .description('list them, retired ones too')
    .action(() => start(listKeys));
  keys
    .command('rotate')
    .description('publish a new one now, that signs after FRONTIER_KEY_PUBLICATION')
    .addOption(new Option('--algorithm <name>', 'what it is for').choices(ALGORITHM_NAMES))
    .action((options: { algorithm?: AlgorithmName }) => start(rotateKeys(options.algorithm)));
  keys
    .command('retire <kid>')
    .description('refuse what one of them signed, at once; another one signs from now on')
    .action((kid: string) => start(retireKey(kid)));
  keys
    .command('reseal')
    .description('seal them under FRONTIER_MASTER_KEY after it was changed')
    .action(() => start(resealKeys));
}

function addCredentialCommands(program: Command, start: (action: Action) => Promise<void>): void {
  const admin = program.command('admin-token').description('the token that may do nothing but make API tokens');
  admin
    .command('create')
    .description('make it and print it once; fails when there is one')
    .action(() => start(adminToken('create')));
  admin
    .command('rotate')
    .description('make it in place of the one there is and print it once')
    .action(() => start(adminToken('rotate')));
  admin
    .command('delete')
    .description('remove it, so that there is none')
    .action(() => start(adminToken('delete')));
  program
    .command('credentials')
    .description('the secrets, keys and API tokens of service users')
    .command('stale')
    .description('list those that were not used for long or expire soon')
    .option('--unused-for <duration>', 'such as 90d', seconds, seconds('90d'))
    .option('--expiring-within <duration>', 'such as 14d', seconds, seconds('14d'))
    .action((options: StaleOptions) => start(staleCredentials(options)));
}

function seconds(text: string): number {
  const duration = parseDuration(text);
  if (duration !== undefined) return duration;
  throw new InvalidArgumentError('must be a duration such as 90s, 15m, 12h or 30d');
}

function addRevokeCommands(program: Command, start: (action: Action) => Promise<void>): void {
  const revoke = program.command('revoke').description('end tokens before their time');
  revoke
    .command('token <token>')
    .description('one access token, itself or its jti')
    .action((token: string) => start(revokeToken(token)));
  revoke
    .command('credential <id>')
    .description('a secret, a key or an API token: it is deleted, and what was minted with it ends')
    .action((id: string) => start(revokeCredential(id)));
  revoke
    .command('principal <id>')
    .description('a service user: every token it has ends, its credentials go on')
    .action((id: string) => start(revokePrincipal(id)));
  revoke
    .command('organization <id>')
    .description('every token of its service users')
    .action((id: string) => start(revokeOrganization(id)));
  revoke
    .command('key <kid>')
    .description('a signing key that is not to be trusted any more: every token it signed ends')
    .action((kid: string) => start(revokeKey(kid)));
}
