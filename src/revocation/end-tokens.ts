// Ends every token of a credential, a principal or an organization.
import { invalidField, notFound } from '../kernel/errors.js';
import { isUuid } from '../kernel/input.js';
import type { Written } from '../storage/index.js';
import type { Endable, RevocationStore } from './store.js';

const NAMES = { credential: 'credential', principal: 'service user', organization: 'organization' } as const;

/**
 * Ends all there are; those minted later are good. A credential is deleted with them. Throws not_found when there is none of that
 * id, and invalid_argument when it is no UUID.
 */
export async function endTokens(
  { store }: { readonly store: Pick<RevocationStore, 'end'> },
  { kind, id }: { readonly kind: Endable; readonly id: string },
  cause: string,
): Promise<Written<void>> {
  if (!isUuid(id)) throw invalidField('id', 'must be a UUID in lower case');
  const { value, revision } = await store.end(kind, id, cause);
  if (!value) throw notFound(NAMES[kind]);
  return { value: undefined, revision };
}
