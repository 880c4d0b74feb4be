// Text from a path, query or form as the JSON that its field takes.
import { type DescField, type DescMessage, type JsonValue, ScalarType } from '@bufbuild/protobuf';
import { protoCamelCase } from '@bufbuild/protobuf/reflect';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { invalidField } from '../../kernel/errors.js';

const WHOLE_NUMBER = /^-?[0-9]{1,10}$/;

/** For a list: one item. Numbers, times and bytes stay text, as in JSON they may. `name` is the field's path, for the error. */
export function textValue(field: DescField, text: string, name: string): JsonValue {
  if (field.fieldKind === 'map') throw notAsText(name);
  if (field.enum !== undefined) return WHOLE_NUMBER.test(text) ? Number(text) : text;
  if (field.message !== undefined) return messageValue(field.message, text, name);
  return field.scalar === ScalarType.BOOL ? boolValue(text) : text;
}

function messageValue(desc: DescMessage, text: string, name: string): JsonValue {
  if (isWrapperDesc(desc)) return textValue(desc.fields[0], text, name);
  switch (desc.typeName) {
    case 'google.protobuf.Timestamp':
    case 'google.protobuf.Duration':
      return text;
    case 'google.protobuf.FieldMask':
      return text.split(',').map(protoCamelCase).join(',');
    default:
      throw notAsText(name);
  }
}

/** Other words stay text, which no bool takes. */
function boolValue(text: string): JsonValue {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : text;
}

function notAsText(name: string) {
  return invalidField(name, 'cannot be given as a parameter, only in a JSON body');
}
