// Says in words what a field takes.
import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';

const SCALARS: Readonly<Record<ScalarType, string>> = {
  [ScalarType.STRING]: 'must be a string',
  [ScalarType.BOOL]: 'must be `true` or `false`',
  [ScalarType.BYTES]: 'must be a string in base64',
  [ScalarType.DOUBLE]: 'must be a number',
  [ScalarType.FLOAT]: 'must be a number',
  [ScalarType.INT32]: 'must be a whole number of 32 bits',
  [ScalarType.SINT32]: 'must be a whole number of 32 bits',
  [ScalarType.SFIXED32]: 'must be a whole number of 32 bits',
  [ScalarType.UINT32]: 'must be a whole number of 32 bits, not negative',
  [ScalarType.FIXED32]: 'must be a whole number of 32 bits, not negative',
  [ScalarType.INT64]: 'must be a whole number of 64 bits',
  [ScalarType.SINT64]: 'must be a whole number of 64 bits',
  [ScalarType.SFIXED64]: 'must be a whole number of 64 bits',
  [ScalarType.UINT64]: 'must be a whole number of 64 bits, not negative',
  [ScalarType.FIXED64]: 'must be a whole number of 64 bits, not negative',
};

const WELL_KNOWN: Readonly<Record<string, string>> = {
  'google.protobuf.Timestamp': 'must be a time as in RFC 3339, e.g. `2026-01-31T12:00:00Z`',
  'google.protobuf.Duration': 'must be a duration in seconds, e.g. `90s`',
  'google.protobuf.FieldMask': 'must be names of fields in camelCase, separated by commas',
  'google.protobuf.ListValue': 'must be an array',
};

/** For a list or map: what one item takes. */
export function expectedOf(field: DescField): string {
  if (field.message !== undefined) return expectedOfMessage(field.message);
  if (field.enum !== undefined) return `must be one of ${field.enum.values.map(({ name }) => name).join(', ')}`;
  return SCALARS[field.scalar ?? ScalarType.STRING];
}

function expectedOfMessage(desc: DescMessage): string {
  if (isWrapperDesc(desc)) return expectedOf(desc.fields[0]);
  return WELL_KNOWN[desc.typeName] ?? 'must be an object';
}
