// Scopes: names of permissions that a token is narrowed to (RFC 6749 §3.3).
import { type PermissionStore, resolvePermissionName } from '../permissions/index.js';
import { invalidScope } from './refusals.js';

export interface ScopeDeps {
  readonly permissions: Pick<PermissionStore, 'findBySlugs'>;
}

/** So that a token with a scope stays a header that gateways take. */
const MOST_PERMISSIONS = 64;
const LONGEST = 2_048;
/** Of the characters that RFC 6749 §3.3 allows those that names of permissions have. */
const TOKEN = /^[A-Za-z0-9_.:/-]+$/;
const FULL_NAME = /[._/:]/;

/**
 * The slugs that a scope names, in order and each once; undefined when it is empty. Throws, and rejects so, INVALID_SCOPE for one
 * that is malformed or names a permission that is not defined.
 */
export async function requestedScope(
  { permissions }: ScopeDeps,
  scope: string,
): Promise<readonly string[] | undefined> {
  if (scope === '') return undefined;
  const names = scope.length > LONGEST ? [] : scope.split(' ');
  if (names.length === 0 || names.length > MOST_PERMISSIONS || !names.every((name) => TOKEN.test(name)))
    throw invalidScope(`must be at most ${MOST_PERMISSIONS} names of permissions, separated by single spaces`);
  if (!names.every((name) => FULL_NAME.test(name))) throw invalidScope('must name permissions that are defined');
  const slugs = [...new Set(names.map((name) => resolvePermissionName(name, '')))].sort();
  if ((await permissions.findBySlugs(slugs)).length < slugs.length)
    throw invalidScope('must name permissions that are defined');
  return slugs;
}

/** The scope of a token; undefined when it has none. */
export function slugsOf(scope: string | undefined): readonly string[] | undefined {
  return scope?.split(' ').filter((slug) => slug !== '');
}
