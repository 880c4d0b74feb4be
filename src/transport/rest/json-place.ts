// Finds and fills the place of a field in a JSON object whose keys may have either case.
import type { DescField, JsonObject, JsonValue } from '@bufbuild/protobuf';
import { invalidField } from '../../kernel/errors.js';
import { dotted } from './fields.js';
import { isJsonObject } from './json.js';

/** What stands for the field, under either name; undefined when nothing does. */
export function valueAt(object: JsonObject, field: DescField): JsonValue | undefined {
  if (Object.hasOwn(object, field.name)) return object[field.name];
  return Object.hasOwn(object, field.jsonName) ? object[field.jsonName] : undefined;
}

/** Puts the value there, in place of what stood under the other name. */
export function putAt(object: JsonObject, field: DescField, value: JsonValue): void {
  // Both names at once stay, for the reader to refuse.
  if (!Object.hasOwn(object, field.name)) delete object[field.jsonName];
  object[field.name] = value;
}

/** The object that holds the last of `fields`; what is missing on the way is made. Throws invalid_argument. */
export function parentOf(root: JsonObject, fields: readonly DescField[]): JsonObject {
  let parent = root;
  for (const [index, field] of fields.slice(0, -1).entries()) {
    const child = valueAt(parent, field) ?? {};
    if (!isJsonObject(child)) throw invalidField(dotted(fields.slice(0, index + 1)), 'must be an object');
    putAt(parent, field, child);
    parent = child;
  }
  return parent;
}
