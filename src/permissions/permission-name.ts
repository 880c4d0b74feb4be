// Names of permissions: slugs, keys and bare verbs, and which new ones may be defined.

/** What a permission may look like in a check: a bare verb, a slug or a key. */
export const PERMISSION_TEXT = /^[A-Za-z0-9._-]+$/;

const SEPARATOR = /[._/:]/;
const PART = /^[a-z][a-z0-9]{2,63}$/;
const SLUG_LENGTH = 64;
const RESERVED_SERVICE = 'app';
const RESERVED_VERBS: ReadonlySet<string> = new Set(['owner', 'project', 'granted']);

/** `compute/order` and `get` to `compute_order_get`. */
export function permissionSlug(namespace: string, verb: string): string {
  return `${namespace.replace('/', '_')}_${verb}`;
}

/** `compute/order` and `get` to `compute.order.get`. */
export function permissionKey(namespace: string, verb: string): string {
  return `${namespace.replace('/', '.')}.${verb}`;
}

/**
 * The slug that a request means at an object of type `namespace`: a bare verb takes that type; with `.`, `_`, `/` or `:` it is a
 * full name. Whether it is defined is another question: a slug cannot be split, only looked up.
 */
export function resolvePermissionName(text: string, namespace: string): string {
  return SEPARATOR.test(text) ? fullNameSlug(text) : permissionSlug(namespace, text);
}

/** Slug, key, `service/resource/verb` or `service/resource:verb` to the slug. */
export function fullNameSlug(text: string): string {
  return text.replace(/[./:]/g, '_');
}

/** A type and a verb; what a permission is. */
export interface PermissionName {
  /** `compute/order`. */
  readonly namespace: string;
  readonly verb: string;
}

/** The parts of a key, `service.resource.verb`; undefined when there are not three. */
export function splitPermissionKey(key: string): PermissionName | undefined {
  const [service, resource, verb, ...more] = key.split('.');
  if (service === undefined || resource === undefined || verb === undefined || more.length > 0) return undefined;
  return { namespace: `${service}/${resource}`, verb };
}

export interface NameFault {
  readonly part: 'namespace' | 'verb';
  readonly description: string;
}

/** Why a permission of that name may not be defined at run time; undefined when it may. */
export function permissionNameFault({ namespace, verb }: PermissionName): NameFault | undefined {
  const parts = namespace.split('/');
  if (parts.length !== 2 || !parts.every((part) => PART.test(part)))
    return { part: 'namespace', description: `must have a service and a resource of the form ${PART.source}` };
  if (parts[0] === RESERVED_SERVICE) return { part: 'namespace', description: 'must not be of the service `app`' };
  if (!PART.test(verb)) return { part: 'verb', description: `must have a verb of the form ${PART.source}` };
  if (RESERVED_VERBS.has(verb))
    return { part: 'verb', description: 'must not have the verb `owner`, `project` or `granted`' };
  if (permissionSlug(namespace, verb).length > SLUG_LENGTH)
    return { part: 'verb', description: `must have at most ${SLUG_LENGTH} characters with its namespace` };
  return undefined;
}
