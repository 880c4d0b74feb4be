// `frontier admin-token`: makes, replaces or removes the token that may do nothing but make API tokens.
import type { Command } from './command.js';
import { FAILED, OK } from './exit-code.js';

/** The token alone goes to standard output, so that it can be kept by a script. */
export function adminToken(action: 'create' | 'rotate' | 'delete'): Command {
  return async ({ config, app, parts, output }) => {
    const token = await app.adminToken(config, parts, action);
    if (action === 'delete') {
      output.err('There is no admin token now.\n');
      return OK;
    }
    if (token === undefined) {
      output.err('frontier: there is an admin token, which is not kept in readable form; rotate replaces it\n');
      return FAILED;
    }
    output.out(`${token.reveal()}\n`);
    output.err('This is the admin token. It never expires and is not shown again; the former one is refused.\n');
    return OK;
  };
}
