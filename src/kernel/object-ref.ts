// How objects and principals are named: `namespace:id`, with upstream's short names for the namespaces.
import { invalidField } from './errors.js';

/** Anything a permission can be asked at. `id` is a UUID, once resolved. */
export interface ObjectRef {
  /** `app/organization`, `app/project`, ... or `service/resource` of a custom type. */
  readonly namespace: string;
  readonly id: string;
}

/** The one platform object, root of the tree. */
export const PLATFORM: ObjectRef = { namespace: 'app/platform', id: 'platform' };

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['user', 'app/user'],
  ['superuser', 'app/user'],
  ['serviceuser', 'app/serviceuser'],
  ['group', 'app/group'],
  ['org', 'app/organization'],
  ['organization', 'app/organization'],
  ['project', 'app/project'],
  ['platform', 'app/platform'],
]);

const NAMESPACE = /^[A-Za-z][A-Za-z0-9_]{0,63}\/[A-Za-z][A-Za-z0-9_]{0,63}$/;
const PLAIN_ID = /^[^\s\p{C}]{1,512}$/u;

/** The full namespace for a full or short one; undefined when it is neither. */
export function canonicalNamespace(text: string): string | undefined {
  if (text === last.text) return last.canonical;
  const canonical = ALIASES.get(text) ?? (NAMESPACE.test(text) ? text : undefined);
  if (canonical !== undefined) last = { text, canonical };
  return canonical;
}

/** Most references in a row are of one namespace. */
let last = { text: PLATFORM.namespace, canonical: PLATFORM.namespace };

/** Text as clients send it (`project:ID`, `app/project:ID`, `compute/order:ID`) to a reference; `field` is for the error. */
export function parseObjectRef(text: string, field: string): ObjectRef {
  const plain = plainRef(text);
  if (plain !== undefined) return plain;
  const colon = text.indexOf(':');
  if (colon < 0 || text.indexOf(':', colon + 1) >= 0)
    throw invalidField(field, 'must be `namespace:id`, e.g. `app/project:ID`');
  return objectRef(text.slice(0, colon), text.slice(colon + 1), field);
}

const COLON = 0x3a;
const LONGEST_ID = 512;

/** Nearly all: of the namespace of the one before, with an id of plain ASCII. Looks at the text whole: in a part of it each letter costs more. */
function plainRef(text: string): ObjectRef | undefined {
  const { text: namespace, canonical } = last;
  const start = namespace.length + 1;
  if (text.charCodeAt(start - 1) !== COLON || !text.startsWith(namespace)) return undefined;
  if (text.length === start || text.length > start + LONGEST_ID) return undefined;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x21 || code > 0x7e || code === COLON) return undefined;
  }
  return { namespace: canonical, id: text.slice(start) };
}

/** A reference out of its two halves, aliases resolved. Throws invalid_argument with `field`. */
export function objectRef(namespace: string, id: string, field: string): ObjectRef {
  const canonical = canonicalNamespace(namespace);
  if (canonical === undefined)
    throw invalidField(field, 'must start with a namespace such as `app/project` or `compute/order`');
  if (!isPlainId(id)) throw invalidField(field, 'must name an id of 1 to 512 characters without spaces');
  return { namespace: canonical, id };
}

/** As PLAIN_ID has it, letter by letter while they are ASCII: the expression looks each one up in tables of Unicode. */
function isPlainId(id: string): boolean {
  if (id.length === 0 || id.length > LONGEST_ID) return PLAIN_ID.test(id);
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    if (code < 0x21 || code > 0x7e) return PLAIN_ID.test(id);
  }
  return true;
}

/** `namespace:id`: the wire form, and the key of every map of objects. */
export function refKey(ref: ObjectRef): string {
  return `${ref.namespace}:${ref.id}`;
}

export function sameRef(a: ObjectRef, b: ObjectRef): boolean {
  return a.id === b.id && a.namespace === b.namespace;
}
