// From what a caller wrote to a question: names to ids, and the permission to a defined slug that can be asked there.
import { FrontierError, invalidField } from '../kernel/errors.js';
import { isUuid } from '../kernel/input.js';
import { canonicalNamespace, type ObjectRef, PLATFORM, parseObjectRef, refKey } from '../kernel/object-ref.js';
import type { Holder, Narrowing } from '../kernel/principal.js';
import { canLieAt, PERMISSION_TEXT, resolvePermissionName } from '../permissions/index.js';
import { MISSING, PLATFORM_CHECK, PLATFORM_SUPERUSER } from './engine/engine.js';
import type { ObjectEntry } from './engine/view.js';
import type { Maps } from './maps/maps.js';
import type { Meaning } from './maps/meanings.js';

/** What a text names: an object in memory whose key it is, which most are, or whatever it may mean. */
export type AskedObject = Pick<ObjectEntry, 'namespace' | 'key'> | ObjectRef;

/** What the field names: `namespace:id`. Throws invalid_argument for what can name nothing. */
export function askedObject(maps: Maps, text: string, field: string): AskedObject {
  return maps.entry(text) ?? parseObjectRef(text, field);
}

/** The key of the object; MISSING while its name is being looked up. Throws not_found for a name that stands for nothing. */
export function resolveObject(maps: Maps, asked: AskedObject, field: string): string | typeof MISSING {
  return 'key' in asked ? asked.key : resolveReference(maps, asked, field);
}

function resolveReference(maps: Maps, ref: ObjectRef, field: string): string | typeof MISSING {
  const { namespace, id } = ref;
  if (isUuid(id) && namespace !== PLATFORM.namespace) return refKey(ref);
  switch (namespace) {
    case 'app/platform':
      if (id === PLATFORM.id) return refKey(PLATFORM);
      throw objectNotFound(field);
    case 'app/organization':
    case 'app/project':
      return resolveName(maps, ref, { name: refKey(ref), field });
    case 'app/user':
    case 'app/serviceuser':
    case 'app/group':
      throw invalidField(field, `must name the ${namespace} by its id, a UUID in lower case`);
    default:
      return resolveName(maps, ref, { name: `urn:${id}`, field });
  }
}

/** MISSING while it is being looked up. Throws not_found when it is not defined, invalid_argument when it cannot be asked there. */
export function resolvePermission(maps: Maps, text: string, namespace: string): Meaning | typeof MISSING {
  const known = maps.meanings.find(text, namespace);
  if (known !== undefined) return known;
  if (!PERMISSION_TEXT.test(text) || text.length > 255)
    throw invalidField(
      'permission',
      'must be a verb, a slug, a key or `Product:read`: letters, digits, `.`, `_`, `-` and one `:`',
    );
  const slug = resolvePermissionName(text, namespace);
  if (isOfPlatform(slug)) return onPlatform(slug, namespace);
  const type = maps.permission(slug);
  if (type === undefined) return MISSING;
  if (type === null) throw permissionNotFound();
  if (!canLieAt(type, namespace))
    throw invalidField('permission', `must be of ${namespace} or of a type that can lie below it, not of ${type}`);
  const meaning = { slug, echo: type === namespace ? verbOf(slug, type) : slug };
  maps.meanings.keep(text, namespace, meaning);
  return meaning;
}

/** A slug begins with its type, the slash made an underscore, and another one. */
function verbOf(slug: string, type: string): string {
  return slug.slice(type.length + 1);
}

/** The permissions that are asked at the platform alone and can be in no role. */
function isOfPlatform(slug: string): boolean {
  return slug === PLATFORM_SUPERUSER || slug === PLATFORM_CHECK;
}

/** Whom a question is about: the key of the principal, and what narrows the answer, the caller's own token when it asks about itself. */
export interface About {
  readonly principal: string;
  readonly narrowing: Narrowing | undefined;
}

/** What the field `subject` names; empty text: the caller. `callerKey` spares who asks often to make it each time. */
export function aboutSubject(text: string, caller: Holder, callerKey = refKey(caller)): About {
  const principal = text === '' ? callerKey : principalKey(text, 'subject');
  return { principal, narrowing: principal === callerKey ? caller.narrowing : undefined };
}

/** Whether the field `subject` names the caller. */
export function namesCaller(text: string, caller: ObjectRef): boolean {
  return text === '' || principalKey(text, 'subject') === refKey(caller);
}

/** The key of a principal: `app/user:ID`, `app/serviceuser:ID` or `app/group:ID`. */
export function principalKey(text: string, field: string): string {
  const key = principalKeyOf(text);
  if (key !== undefined) return key;
  throw invalidField(field, 'must be `app/user:ID`, `app/serviceuser:ID` or `app/group:ID`');
}

/** The same, undefined for what names no principal. */
export function principalKeyOf(text: string): string | undefined {
  if (text === lastPrincipal.text) return lastPrincipal.key;
  const key = readPrincipal(text);
  if (key !== undefined) lastPrincipal = { text, key };
  return key;
}

/** Whoever is named is named again: for what may be asked and for what is, and by each body of a batch. */
let lastPrincipal: { readonly text: string; readonly key: string | undefined } = { text: '', key: undefined };

function readPrincipal(text: string): string | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const namespace = canonicalNamespace(text.slice(0, colon));
  const id = text.slice(colon + 1);
  const known = namespace === 'app/user' || namespace === 'app/serviceuser' || namespace === 'app/group';
  return known && isUuid(id) ? `${namespace}:${id}` : undefined;
}

interface Named {
  readonly name: string;
  readonly field: string;
}

function resolveName(maps: Maps, ref: ObjectRef, { name, field }: Named): string | typeof MISSING {
  const id = maps.named(name);
  if (id === undefined) return MISSING;
  if (id === null) throw objectNotFound(field);
  return refKey({ namespace: ref.namespace, id });
}

function onPlatform(slug: string, namespace: string): Meaning {
  if (namespace === PLATFORM.namespace) return { slug, echo: verbOf(slug, namespace) };
  throw invalidField('permission', 'is of the platform: can be asked at `app/platform:platform` alone');
}

function objectNotFound(field: string): FrontierError {
  const violations = [{ field, description: 'names nothing' }];
  return new FrontierError('not_found', 'OBJECT_NOT_FOUND', 'object not found', { violations });
}

/** Upstream's wording; clients match on it. */
function permissionNotFound(): FrontierError {
  const violations = [{ field: 'permission', description: 'is not defined' }];
  return new FrontierError('not_found', 'PERMISSION_NOT_FOUND', 'not found', { violations });
}
