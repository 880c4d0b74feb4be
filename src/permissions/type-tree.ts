// Which types of object can lie at or below which: the tree of decision rules, by type.

const BELOW_ORGANIZATION: ReadonlySet<string> = new Set([
  'app/organization',
  'app/project',
  'app/group',
  'app/serviceuser',
]);

/** True for types that permissions define, false for `app/...`. */
export function isCustomType(namespace: string): boolean {
  return !namespace.startsWith('app/');
}

/** True when an object of type `type` can be an object of type `at`, or lie below one. */
export function canLieAt(type: string, at: string): boolean {
  if (type === at || at === 'app/platform') return true;
  if (at === 'app/organization') return isCustomType(type) || BELOW_ORGANIZATION.has(type);
  // Resources lie in projects, and in resources of any type: folders.
  return (at === 'app/project' || isCustomType(at)) && isCustomType(type);
}
