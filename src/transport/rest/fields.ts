// Finds fields of a message by the names that clients use for them.
import type { DescField, DescMessage } from '@bufbuild/protobuf';

const MAX_DEPTH = 32;

/** By its name in the .proto file or in camelCase. */
export function fieldNamed(desc: DescMessage, name: string): DescField | undefined {
  return desc.fields.find((field) => field.name === name || field.jsonName === name);
}

/** The fields on the way down `names`; undefined when one does not exist, or lies below something other than a message. */
export function fieldsAlong(desc: DescMessage, names: readonly string[]): DescField[] | undefined {
  if (names.length > MAX_DEPTH) return undefined;
  const fields: DescField[] = [];
  let parent: DescMessage | undefined = desc;
  for (const name of names) {
    const field: DescField | undefined = parent && fieldNamed(parent, name);
    if (field === undefined) return undefined;
    fields.push(field);
    parent = field.fieldKind === 'message' ? field.message : undefined;
  }
  return fields;
}

/** As in errors: `body.org_id`. */
export function dotted(fields: readonly DescField[]): string {
  return fields.map((field) => field.name).join('.');
}
