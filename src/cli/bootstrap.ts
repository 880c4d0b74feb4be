// `frontier bootstrap`: makes or replaces the secret of the first platform administrator, for those who lost or never saw it.
import type { Command } from './command.js';
import { MISUSED, OK } from './exit-code.js';

/** With `rotate` the present secret and every token got with it end. A secret that the settings give is not repeated. */
export function bootstrap(rotate: boolean): Command {
  return async ({ config, app, parts, output }) => {
    const given = config.bootstrap.clientSecret !== undefined;
    if (given && rotate) {
      output.err('frontier: FRONTIER_BOOTSTRAP_CLIENT_SECRET is set and would be put back; change it instead\n');
      return MISUSED;
    }
    const { clientId, clientSecret } = await app.bootstrapAdministrator(config, parts, { rotate });
    output.out(`client id      ${clientId}\n`);
    if (given) output.err('The secret is the one in FRONTIER_BOOTSTRAP_CLIENT_SECRET.\n');
    else if (clientSecret !== undefined) output.out(`client secret  ${clientSecret.reveal()}\n`);
    else output.err('The secret was made earlier and is not kept in readable form; --rotate makes a new one.\n');
    return OK;
  };
}
