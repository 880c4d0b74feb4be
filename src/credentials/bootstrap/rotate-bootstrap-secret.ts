// Replaces the bootstrap service user's secret, for an operator who lost it or fears that it leaked.
import { Redacted } from '../../kernel/redacted.js';
import { generateSecret } from '../secrets/secret-format.js';
import { type BootstrapDeps, type Bootstrapped, bootstrapServiceUser } from './bootstrap-service-user.js';

/** The new secret, under the same client id; the old one and the tokens minted with it end. Makes the service user if need be. */
export async function rotateBootstrapSecret(deps: BootstrapDeps): Promise<Bootstrapped | undefined> {
  const clientId = (await deps.bootstrap.clientId()) || deps.random.uuid();
  const clientSecret = new Redacted(generateSecret(clientId, deps.random));
  return bootstrapServiceUser(deps, { clientId, clientSecret });
}
