// `frontier revoke`: ends tokens before their time, for operators who know of a leak.
import type { RevokeCommands } from './app-door.js';
import type { Command } from './command.js';
import { OK } from './exit-code.js';

export function revokeToken(token: string): Command {
  return revokeCommand('it is refused', (commands) => commands.token(token));
}

export function revokeCredential(id: string): Command {
  return revokeCommand('it is deleted, and what was minted with it refused', (commands) =>
    commands.end('credential', id),
  );
}

export function revokePrincipal(id: string): Command {
  return revokeCommand(ALL_THERE_ARE, (commands) => commands.end('principal', id));
}

export function revokeOrganization(id: string): Command {
  return revokeCommand(ALL_THERE_ARE, (commands) => commands.end('organization', id));
}

export function revokeKey(kid: string): Command {
  return revokeCommand('it is retired, and what it signed refused', (commands) => commands.key(kid));
}

const ALL_THERE_ARE = 'every token there is is refused; new ones may be got';

/** Replicas that run hear of it at their next look at the database. */
function revokeCommand(done: string, work: (commands: RevokeCommands) => Promise<void>): Command {
  return async ({ app, config, parts, output }) => {
    await app.manageRevocations(config, parts, work);
    output.out(`revoked: ${done}, on every replica within a second\n`);
    return OK;
  };
}
