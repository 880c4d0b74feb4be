// Makes a user or service user administrator or member of the platform.
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import type { Written } from '../../storage/index.js';
import { namesOne, ONE_PRINCIPAL, platformPrincipal, resolvePrincipal } from './platform-principal.js';
import type { PlatformStore } from './store.js';

export interface AddPlatformMemberDeps {
  readonly platform: PlatformStore;
  readonly clock: Clock;
}

export const AddPlatformMemberInput = z
  .object({ ...platformPrincipal, relation: z.enum(['admin', 'member'], 'must be `admin` or `member`') })
  .refine(namesOne, ONE_PRINCIPAL);

/** Throws not_found. */
export async function addPlatformMember(
  deps: AddPlatformMemberDeps,
  { relation, ...principal }: z.output<typeof AddPlatformMemberInput>,
): Promise<Written<void>> {
  return deps.platform.add(await resolvePrincipal(deps, principal), relation, new Date(deps.clock.now()));
}
