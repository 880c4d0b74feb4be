// Between JSON and protobuf.js's plain objects, which differ in times, structs and what was not set.
import {
  create,
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  toJson,
} from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';

type Convert = (desc: DescMessage, value: JsonValue) => JsonValue;

/** JSON in snake_case to what protobuf.js serializes. */
export function toPlain(desc: DescMessage, json: JsonObject): JsonObject {
  return convert(desc, json, (type, value) => {
    if (type.typeName === TimestampSchema.typeName) return seconds(value as string);
    return { fields: mapValues(value as JsonObject, toValue) };
  });
}

/** What protobuf.js parsed to JSON in snake_case with defaults written out. */
export function fromPlain(desc: DescMessage, plain: JsonObject): JsonObject {
  return convert(desc, plain, (type, value) => {
    if (type.typeName === TimestampSchema.typeName) return rfc3339(value as { seconds: string; nanos: number });
    return mapValues((value as { fields: JsonObject }).fields, fromValue);
  });
}

function convert(desc: DescMessage, from: JsonObject, wellKnown: Convert): JsonObject {
  const to: JsonObject = {};
  for (const [name, value] of Object.entries(from)) {
    const field = desc.fields.find((each) => each.name === name);
    if (field === undefined) throw new Error(`${desc.typeName} has no field ${name}`);
    // Messages that were not set.
    if (value === null) continue;
    to[name] = Array.isArray(value) ? value.map((item) => one(field, item, wellKnown)) : one(field, value, wellKnown);
  }
  return to;
}

function one(field: DescField, value: JsonValue, wellKnown: Convert): JsonValue {
  if (field.message === undefined) return value;
  if (field.message.typeName.startsWith('google.protobuf.')) return wellKnown(field.message, value);
  return convert(field.message, value as JsonObject, wellKnown);
}

function seconds(text: string): JsonObject {
  const { seconds, nanos } = fromJson(TimestampSchema, text);
  return { seconds: seconds.toString(), nanos };
}

function rfc3339({ seconds, nanos }: { seconds: string; nanos: number }): JsonValue {
  return toJson(TimestampSchema, create(TimestampSchema, { seconds: BigInt(seconds), nanos }));
}

function mapValues(of: JsonObject, map: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));
}

/** google.protobuf.Value; the tests keep to text. */
function toValue(value: JsonValue): JsonObject {
  if (typeof value !== 'string') throw new Error('metadata of these tests is text');
  return { stringValue: value };
}

function fromValue(value: JsonValue): JsonValue {
  return (value as { stringValue: string }).stringValue;
}
