// The principal that a proven credential stands for.
import type { Credential } from '../credentials/index.js';
import { type AuthVia, type Principal, SERVICE_USER } from '../kernel/principal.js';

export function principalOf({ id, serviceUser }: Credential, via: AuthVia): Principal {
  return { namespace: SERVICE_USER, id: serviceUser.id, via, credentialId: id };
}
