// Query and form parameters onto the fields of a message, nested and repeated ones too.
import type { DescField, DescMessage, JsonObject, JsonValue } from '@bufbuild/protobuf';
import { invalidField } from '../../kernel/errors.js';
import { dotted, fieldsAlong } from './fields.js';
import { parentOf, putAt, valueAt } from './json-place.js';
import { decodePercent } from './percent.js';
import { textValue } from './text-value.js';

export interface Parameter {
  readonly name: string;
  /** Undefined when it is not percent-encoded UTF-8. */
  readonly value: string | undefined;
}

/** `a=b&c=d`, as application/x-www-form-urlencoded has it: `+` is a space. */
export function parseParameters(text: string): Parameter[] {
  const parameters: Parameter[] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    if (name !== undefined) parameters.push({ name, value: decode(equals === -1 ? '' : pair.slice(equals + 1)) });
  }
  return parameters;
}

/**
 * Puts the parameters where their names say (`page_size`, `pageSize`, `body.title`). Unknown ones are ignored, and so are those
 * below `except`, the field that the body fills. Throws invalid_argument with the field's path.
 */
export function putParameters(
  json: JsonObject,
  parameters: readonly Parameter[],
  message: { desc: DescMessage; except?: DescField | undefined },
): void {
  for (const { name, value } of parameters) {
    const fields = fieldsAlong(message.desc, name.split('.'));
    if (fields === undefined || fields[0] === message.except) continue;
    if (value === undefined) throw invalidField(dotted(fields), 'must be percent-encoded UTF-8');
    putParameter(json, fields, value);
  }
}

function putParameter(json: JsonObject, fields: readonly DescField[], text: string): void {
  const field = fields.at(-1) as DescField;
  const path = dotted(fields);
  const parent = parentOf(json, fields);
  const before = valueAt(parent, field);
  const value = textValue(field, text, path);
  if (field.fieldKind === 'list') putAt(parent, field, [...((before ?? []) as JsonValue[]), value]);
  else if (before === undefined) putAt(parent, field, value);
  else throw invalidField(path, 'is given more than once');
}

function decode(text: string): string | undefined {
  return decodePercent(text.replaceAll('+', ' '));
}
