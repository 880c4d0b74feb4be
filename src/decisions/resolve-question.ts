// From what a caller wrote to a question: names to ids, and the permission to a defined slug that can be asked there.
import { FrontierError, invalidField, notFound } from '../kernel/errors.js';
import { isUuid } from '../kernel/input.js';
import { canonicalNamespace, type ObjectRef, PLATFORM, refKey } from '../kernel/object-ref.js';
import { canLieAt, PERMISSION_TEXT, resolvePermissionName } from '../permissions/index.js';
import { MISSING, PLATFORM_CHECK, PLATFORM_SUPERUSER } from './engine.js';
import type { Maps } from './maps.js';

/** The key of the object; MISSING while its name is being looked up. Throws not_found for a name that stands for nothing. */
export function resolveObject(maps: Maps, ref: ObjectRef, field: string): string | typeof MISSING {
  const { namespace, id } = ref;
  if (isUuid(id) && namespace !== PLATFORM.namespace) return refKey(ref);
  switch (namespace) {
    case 'app/platform':
      if (id === PLATFORM.id) return refKey(PLATFORM);
      throw notFound('object');
    case 'app/organization':
    case 'app/project':
      return resolveName(maps, ref, refKey(ref));
    case 'app/user':
    case 'app/serviceuser':
    case 'app/group':
      throw invalidField(field, `must name the ${namespace} by its id, a UUID in lower case`);
    default:
      return resolveName(maps, ref, `urn:${id}`);
  }
}

/** The slug; MISSING while it is being looked up. Throws not_found when it is not defined, invalid_argument when it cannot be asked there. */
export function resolvePermission(maps: Maps, text: string, namespace: string): string | typeof MISSING {
  if (!PERMISSION_TEXT.test(text) || text.length > 255)
    throw invalidField('permission', 'must be a verb, a slug or a key: letters, digits, `.`, `_` and `-`');
  const slug = resolvePermissionName(text, namespace);
  if (slug === PLATFORM_SUPERUSER || slug === PLATFORM_CHECK) return onPlatform(slug, namespace);
  const type = maps.permission(slug);
  if (type === undefined) return MISSING;
  if (type === null) throw new FrontierError('not_found', 'PERMISSION_NOT_FOUND', 'not found');
  if (!canLieAt(type, namespace))
    throw invalidField('permission', `must be of ${namespace} or of a type that can lie below it, not of ${type}`);
  return slug;
}

/** The key of a principal: `app/user:ID`, `app/serviceuser:ID` or `app/group:ID`. */
export function principalKey(text: string, field: string): string {
  const colon = text.indexOf(':');
  const namespace = canonicalNamespace(text.slice(0, Math.max(colon, 0)));
  const id = text.slice(colon + 1);
  const known = namespace === 'app/user' || namespace === 'app/serviceuser' || namespace === 'app/group';
  if (!known || !isUuid(id)) throw invalidField(field, 'must be `app/user:ID`, `app/serviceuser:ID` or `app/group:ID`');
  return `${namespace}:${id}`;
}

function resolveName(maps: Maps, ref: ObjectRef, key: string): string | typeof MISSING {
  const id = maps.named(key);
  if (id === undefined) return MISSING;
  if (id === null) throw notFound('object');
  return refKey({ namespace: ref.namespace, id });
}

function onPlatform(slug: string, namespace: string): string {
  if (namespace === PLATFORM.namespace) return slug;
  throw invalidField('permission', 'is of the platform: can be asked at `app/platform:platform` alone');
}
