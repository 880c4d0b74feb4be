// Names of permissions: slugs, keys and bare verbs, and which new ones may be defined.

/** What a permission may look like in a check: a bare verb, a slug, a key, or `Product:read`. */
export const PERMISSION_TEXT = /^[A-Za-z0-9._-]+(?::[A-Za-z0-9._-]+)?$/;

const SEPARATOR = /[._/:]/;
const PART = /^[a-z][a-z0-9]{2,63}$/;
/** A namespace of one word has no objects of its own: what it names is held on projects and above. */
const WORD = /^[A-Z][A-Za-z0-9]{2,63}$/;
const SLUG_LENGTH = 64;
const RESERVED_SERVICE = 'app';
/** Short for built-in types, or read as such. */
const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...['app', 'user', 'superuser', 'serviceuser', 'group', 'org', 'organization', 'project', 'platform', 'resource'],
]);
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

/** As lists show it, and API tokens ask for it: `compute.order.get`, or `Product:read` for a namespace of one word. */
export function permissionDisplayName({ namespace, verb }: PermissionName): string {
  return namespace.includes('/') ? permissionKey(namespace, verb) : `${namespace}:${verb}`;
}

/** A type and a verb; what a permission is. */
export interface PermissionName {
  /** `compute/order`, or one word such as `Product`. */
  readonly namespace: string;
  readonly verb: string;
}

/** The parts of a key: `service.resource.verb`, `Product.read` or `Product:read`; undefined when it is none of them. */
export function splitPermissionKey(key: string): PermissionName | undefined {
  const parts = key.split('.');
  if (parts.length === 3) return { namespace: `${parts[0]}/${parts[1]}`, verb: parts[2] as string };
  const [namespace, verb, ...more] = parts.length === 2 ? parts : key.split(':');
  if (namespace === undefined || verb === undefined || more.length > 0 || namespace.includes('/')) return undefined;
  return { namespace, verb };
}

export interface NameFault {
  readonly part: 'namespace' | 'verb';
  readonly description: string;
}

/** Why a permission of that name may not be defined at run time; undefined when it may. */
export function permissionNameFault({ namespace, verb }: PermissionName): NameFault | undefined {
  const fault = namespaceFault(namespace);
  if (fault !== undefined) return { part: 'namespace', description: fault };
  if (!PART.test(verb)) return { part: 'verb', description: `must have a verb of the form ${PART.source}` };
  if (RESERVED_VERBS.has(verb))
    return { part: 'verb', description: 'must not have the verb `owner`, `project` or `granted`' };
  if (permissionSlug(namespace, verb).length > SLUG_LENGTH)
    return { part: 'verb', description: `must have at most ${SLUG_LENGTH} characters with its namespace` };
  return undefined;
}

function namespaceFault(namespace: string): string | undefined {
  const parts = namespace.split('/');
  if (parts.length === 1 && WORD.test(namespace))
    return RESERVED_WORDS.has(namespace.toLowerCase()) ? 'must not be the short name of a built-in type' : undefined;
  if (parts.length !== 2 || !parts.every((part) => PART.test(part)))
    return `must have a service and a resource of the form ${PART.source}, or be one word of the form ${WORD.source}`;
  return parts[0] === RESERVED_SERVICE ? 'must not be of the service `app`' : undefined;
}
