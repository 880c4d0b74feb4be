// Creates a secret for a service user; this answer is the only place where it is ever seen.
import type { Principal } from '../../kernel/principal.js';
import { Redacted } from '../../kernel/redacted.js';
import type { Written } from '../../storage/index.js';
import type { CredentialsDeps } from '../deps.js';
import { demandWhole, type Issue, issue } from '../issue.js';
import type { Issued } from '../issued.js';
import { generateSecret } from './secret-format.js';

export interface CreatedSecret extends Issued {
  readonly secret: Redacted<string>;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'secrets' | 'mac' | 'clock' | 'random'>;

/** Throws as `demandWhole` and `issue` do, and failed_precondition when the service user has as many live secrets as it may have. */
export async function createSecret(deps: Deps, input: Issue, caller: Principal): Promise<Written<CreatedSecret>> {
  demandWhole(caller);
  const secret = await issue(deps, input, caller);
  const text = generateSecret(secret.id, deps.random);
  const mac = deps.mac.compute({ credentialId: secret.id, serviceUserId: secret.serviceUserId }, text);
  const { revision } = await deps.secrets.create({ secret, mac, macKeyId: deps.mac.keyId });
  return { value: { ...secret, secret: new Redacted(text) }, revision };
}
