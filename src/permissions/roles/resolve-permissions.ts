// The permissions that a request lists for a role, as slugs of what is defined.
import { invalidFields } from '../../kernel/errors.js';
import { fullNameSlug } from '../permission-name.js';
import type { PermissionStore } from '../store.js';

/** Slugs, each once, sorted. Throws invalid_argument with `body.permissions[i]` for every one that is not defined. */
export async function resolvePermissions(
  { permissions }: { readonly permissions: PermissionStore },
  names: readonly string[],
): Promise<readonly string[]> {
  const slugs = names.map(fullNameSlug);
  const unique = [...new Set(slugs)].sort();
  const defined = new Set((await permissions.findBySlugs(unique)).map(({ slug }) => slug));
  const violations = slugs.flatMap((slug, index) =>
    defined.has(slug) ? [] : [{ field: `body.permissions[${index}]`, description: 'is not a defined permission' }],
  );
  if (violations.length > 0) throw invalidFields(violations);
  return unique;
}
