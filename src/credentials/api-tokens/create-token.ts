// Creates an API token for a service user; this answer is the only place where it is ever seen.
import type { Principal } from '../../kernel/principal.js';
import { Redacted } from '../../kernel/redacted.js';
import type { Written } from '../../storage/index.js';
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';
import { issue } from '../issue.js';
import { generateSecret } from '../secrets/secret-format.js';
import type { ApiToken } from './api-token.js';
import { type AskedLife, expiryOf } from './token-life.js';
import { type AskedPowers, powersOf } from './token-powers.js';

export interface CreateToken extends ServiceUserName, AskedLife, AskedPowers {
  readonly title: string;
}

export interface CreatedToken extends ApiToken {
  readonly token: Redacted<string>;
}

/**
 * Throws as `expiryOf`, `powersOf` and `getServiceUser` do, and failed_precondition when the service user has as many live tokens as
 * it may have.
 */
export async function createToken(
  deps: CredentialsDeps,
  input: CreateToken,
  caller: Principal,
): Promise<Written<CreatedToken>> {
  const expiresAt = expiryOf(deps.apiTokenTerms, input, { now: deps.clock.now(), caller });
  const owner = await getServiceUser(deps, input);
  const powers = await powersOf(deps, input, { owner, caller });
  const issued = await issue(deps, { ...input, expiresAt }, caller);
  const token: ApiToken = { ...issued, expiresAt, ...powers };
  const text = generateSecret(token.id, deps.random, 'api_token');
  const mac = deps.mac.compute({ credentialId: token.id, serviceUserId: token.serviceUserId }, text);
  const { revision } = await deps.apiTokens.create({ token, mac, macKeyId: deps.mac.keyId });
  return { value: { ...token, token: new Redacted(text) }, revision };
}
