// Finds the field that makes JSON unfit for a message; its value is not quoted, it may be a secret.
import { type DescField, type DescMessage, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { expectedOf } from './expected.js';
import { fieldNamed } from './fields.js';
import { isJsonObject, MESSAGE_DEPTH } from './json.js';

/** `field` is the path on the wire; empty for the message itself. */
export interface Fault {
  readonly field: string;
  readonly description: string;
}

/** A value of a field: of a list or map, one item, and the whole field with only this item. */
interface Item {
  readonly field: DescField;
  readonly path: string;
  readonly value: JsonValue;
  readonly whole: JsonValue;
}

/** The first fault, undefined when there is none. An enum's unknown name is one. Unknown fields are not looked at. */
export function faultIn(desc: DescMessage, json: JsonValue, path = ''): Fault | undefined {
  if (!isJsonObject(json)) return { field: path, description: 'must be an object' };
  const seen = new Set<DescField>();
  for (const [key, value] of Object.entries(json)) {
    const field = fieldNamed(desc, key);
    if (field === undefined) continue;
    const here = path === '' ? field.name : `${path}.${field.name}`;
    if (seen.has(field)) return { field: here, description: 'is given twice, in snake_case and in camelCase' };
    seen.add(field);
    const fault = value === null ? undefined : fieldFault(field, value, here);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether an enum occurs in the type, at any depth. */
export function holdsEnum(desc: DescMessage, seen = new Set<DescMessage>()): boolean {
  if (seen.has(desc) || isWellKnown(desc)) return false;
  seen.add(desc);
  return desc.fields.some(
    (field) => field.enum !== undefined || (field.message !== undefined && holdsEnum(field.message, seen)),
  );
}

function fieldFault(field: DescField, value: JsonValue, path: string): Fault | undefined {
  if (field.fieldKind === 'list') {
    if (!Array.isArray(value)) return { field: path, description: 'must be an array' };
    return firstFault(value.entries(), ([index, item]) =>
      itemFault({ field, path: `${path}[${index}]`, value: item, whole: [item] }),
    );
  }
  if (field.fieldKind === 'map') {
    if (!isJsonObject(value)) return { field: path, description: 'must be an object' };
    return firstFault(Object.entries(value), ([key, item]) =>
      itemFault({ field, path: `${path}[${JSON.stringify(key)}]`, value: item, whole: { [key]: item } }),
    );
  }
  return itemFault({ field, path, value, whole: value });
}

function firstFault<T>(items: Iterable<T>, faultOf: (item: T) => Fault | undefined): Fault | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function itemFault({ field, path, value, whole }: Item): Fault | undefined {
  if (field.message !== undefined && !isWellKnown(field.message)) return faultIn(field.message, value, path);
  return fits(field, whole) ? undefined : { field: path, description: expectedOf(field) };
}

function fits(field: DescField, whole: JsonValue): boolean {
  try {
    fromJson(
      field.parent,
      { [field.name]: whole },
      { ignoreUnknownFields: field.enum === undefined, recursionLimit: MESSAGE_DEPTH },
    );
    return true;
  } catch {
    return false;
  }
}

/** Has a JSON form of its own. */
function isWellKnown(desc: DescMessage): boolean {
  return desc.typeName.startsWith('google.protobuf.');
}
