// Takes a relation to the platform away, but for the last administrator's and the bootstrap service user's.
import { z } from 'zod';
import { failedPrecondition } from '../../kernel/errors.js';
import { optional } from '../../kernel/input.js';
import type { Written } from '../../storage/index.js';
import { BOOTSTRAP_SERVICE_USER_ID } from './platform-member.js';
import { namesOne, ONE_PRINCIPAL, platformPrincipal, resolvePrincipal } from './platform-principal.js';
import type { PlatformStore } from './store.js';

/** An empty relation means both. */
export const RemovePlatformMemberInput = z
  .object({
    ...platformPrincipal,
    relation: optional(z.enum(['admin', 'member'], 'must be `admin`, `member` or empty')),
  })
  .refine(namesOne, ONE_PRINCIPAL);

/** Throws not_found and failed_precondition. */
export async function removePlatformMember(
  deps: { readonly platform: PlatformStore },
  { relation, ...named }: z.output<typeof RemovePlatformMemberInput>,
): Promise<Written<void>> {
  const principal = await resolvePrincipal(deps, named);
  if (principal.id === BOOTSTRAP_SERVICE_USER_ID)
    throw failedPrecondition('BOOTSTRAP_ADMINISTRATOR', 'the bootstrap service user stays an administrator');
  return deps.platform.remove(principal, relation === undefined ? ['admin', 'member'] : [relation]);
}
