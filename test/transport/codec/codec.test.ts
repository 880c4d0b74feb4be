// The codec against the library it stands in for: the same bytes, text and messages, for every type that calls are made of.
import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  ScalarType,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import {
  BatchCheckPermissionRequestSchema,
  CheckPermissionRequestSchema,
} from '../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { binaryReader } from '../../../src/transport/codec/binary-reader.js';
import { binaryWriter } from '../../../src/transport/codec/binary-writer.js';
import { readJson, writeJson } from '../../../src/transport/codec/json.js';
import { shapeOf } from '../../../src/transport/codec/shape.js';

const ROUNDS = 20;
const WRITE = { useProtoFieldName: true, alwaysEmitImplicit: true } as const;

const types = new Map<string, DescMessage>();
for (const service of [FrontierService, AdminService])
  for (const { input, output } of service.methods) for (const type of [input, output]) types.set(type.typeName, type);
const TYPES = [...types.values()];

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEXTS = [
  '',
  'get',
  'app/project:1',
  'größer',
  '🙈',
  '"\\\n',
  'x'.repeat(127),
  'y'.repeat(128),
  'z'.repeat(300),
  `${'q'.repeat(40)}ß`,
];
const NUMBERS = [0, 1, 127, 128, 2 ** 28, 2 ** 31 - 1, -1];

type Next = (below: number) => number;

/** JSON for a message of that type, with some of its fields. */
function someJson(desc: DescMessage, next: Next, depth = 0): JsonObject {
  const json: JsonObject = {};
  for (const field of desc.fields) {
    if (field.oneof !== undefined || field.fieldKind === 'map' || next(3) === 0) continue;
    const value = field.fieldKind === 'list' ? someList(field, next, depth) : someValue(field, next, depth);
    if (value !== undefined) json[next(2) === 0 ? field.name : field.jsonName] = value;
  }
  return json;
}

function someList(field: DescField, next: Next, depth: number): JsonValue {
  return Array.from({ length: next(4) }, () => someValue(field, next, depth)).filter((item) => item !== undefined);
}

function someValue(field: DescField, next: Next, depth: number): JsonValue | undefined {
  if (field.message?.typeName === 'google.protobuf.Timestamp') return '2026-01-31T12:00:00Z';
  if (field.message?.typeName === 'google.protobuf.Struct') return { a: [1, 'b', null] };
  if (field.message !== undefined)
    return depth > 1 || field.message.typeName.startsWith('google.')
      ? undefined
      : someJson(field.message, next, depth + 1);
  if (field.enum !== undefined) return field.enum.values[next(field.enum.values.length)]?.number;
  if (field.scalar === ScalarType.STRING) return TEXTS[next(TEXTS.length)];
  if (field.scalar === ScalarType.BOOL) return next(2) === 1;
  const number = NUMBERS[next(NUMBERS.length)] ?? 0;
  return field.scalar === ScalarType.UINT32 ? Math.abs(number) : number;
}

/** What `work` answers, or that it throws. */
function outcome<T>(work: () => T): T | 'throws' {
  try {
    return work();
  } catch {
    return 'throws';
  }
}

describe.each(TYPES.map((desc) => ({ name: desc.typeName, desc })))('$name', ({ desc }) => {
  const [read, write, shape] = [binaryReader(desc), binaryWriter(desc), shapeOf(desc)];
  const next = numbers(desc.typeName.length);
  const samples = Array.from({ length: ROUNDS }, () => fromJson(desc, someJson(desc, next)));

  test('is written as the library does, from a message and from its members', () => {
    for (const message of samples) {
      const expected = Buffer.from(toBinary(desc, message));
      expect(write(message, 5).subarray(5)).toEqual(expected);
      expect(write(withoutTypes(message) as Message, 0)).toEqual(expected);
    }
  });

  test('is read as the library does, cut short or not, with fields that are unknown or come twice', () => {
    for (const message of samples) {
      const bytes = Buffer.from(toBinary(desc, message));
      expect(read(bytes)).toEqual(fromBinary(desc, bytes));
      const odd = [
        bytes.subarray(0, next(bytes.length + 1)),
        Buffer.concat([bytes, bytes]),
        Buffer.concat([bytes, Buffer.of(0xfa, 0x7f, 1, 0)]),
        Buffer.concat([bytes, Buffer.of(8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)]),
        flipped(bytes, next),
      ];
      for (const each of odd) expect(outcome(() => read(each))).toEqual(outcome(() => fromBinary(desc, each)));
    }
  });

  test('is written to JSON as the library does', () => {
    for (const message of samples) {
      const expected = JSON.stringify(toJson(desc, message, WRITE));
      const text = writeJson(shape, message);
      if (text !== undefined) expect(text).toBe(expected);
      const bare = writeJson(shape, withoutTypes(message) as Message);
      if (bare !== undefined) expect(bare).toBe(expected);
    }
  });

  test('is read from JSON as the library does', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const json: JsonObject = someJson(desc, next);
      const [first] = Object.keys(json);
      for (const each of [
        json,
        { ...json, unknown: 1 },
        { ...json, [first ?? 'x']: null },
        { ...json, [first ?? 'x']: 7 },
      ]) {
        const message = readJson(shape, each);
        if (message !== undefined) expect(message).toEqual(fromJson(desc, each, { ignoreUnknownFields: true }));
      }
    }
  });
});

test('the types of nearly all calls are not left to the library', () => {
  const json = { permission: 'get', resource: 'app/project:1' };
  const shape = shapeOf(CheckPermissionRequestSchema);
  const message = readJson(shape, json);
  expect(message).toBeDefined();
  expect(writeJson(shape, create(CheckPermissionRequestSchema, json))).toBe(
    JSON.stringify(toJson(CheckPermissionRequestSchema, create(CheckPermissionRequestSchema, json), WRITE)),
  );
});

test('one field under both of its names is left to the library, which refuses it', () => {
  expect(readJson(shapeOf(CheckPermissionRequestSchema), { object_id: 'a', objectId: 'a' })).toBeUndefined();
});

test('messages do not share what can be changed', () => {
  for (const desc of TYPES) {
    const [one, other] = [shapeOf(desc).make(), shapeOf(desc).make()];
    expect(one).toEqual(create(desc));
    for (const [name, value] of Object.entries(one))
      if (typeof value === 'object' && value !== null) expect(other[name]).not.toBe(value);
  }
});

// What is beyond ASCII comes first: only then can a text that did not fit look as if it had.
test.each(['', 'ß'])('what outgrows the room there is, %j in it, is written as the library does', (odd) => {
  const write = binaryWriter(BatchCheckPermissionRequestSchema);
  const some = (count: number, permission: string) =>
    create(BatchCheckPermissionRequestSchema, { bodies: Array.from({ length: count }, () => ({ permission })) });
  const isSame = (message: ReturnType<typeof some>) =>
    write(message, 5).subarray(5).equals(toBinary(BatchCheckPermissionRequestSchema, message));
  for (let length = 20; length < 40; length += 1) expect(isSame(some(900, odd + 'x'.repeat(length)))).toBe(true);
  const tooLargeToKeep = some(12_000, 'x'.repeat(20));
  for (let length = 16_340; length < 16_390; length += 1) {
    write(tooLargeToKeep, 5);
    expect(isSame(some(1, odd + 'x'.repeat(length)))).toBe(true);
  }
});

test('a long message is read as the library does, wherever in it something is beyond ASCII', () => {
  for (let place = 0; place <= 40; place += 1) {
    const bodies = Array.from({ length: 40 }, (_, index) => ({
      resource: index === place ? 'größer' : 'x'.repeat(20),
    }));
    const bytes = toBinary(BatchCheckPermissionRequestSchema, create(BatchCheckPermissionRequestSchema, { bodies }));
    const read = binaryReader(BatchCheckPermissionRequestSchema)(Buffer.concat([Buffer.alloc(5), bytes]), 5);
    expect(read).toEqual(fromBinary(BatchCheckPermissionRequestSchema, bytes));
  }
});

test('items that have texts in common with the one before, or nearly, are read as the library does', () => {
  const next = numbers(1);
  const texts = ['', '\n\u0001A', 'get', 'gel', 'set', 'ge', 'x'.repeat(24), 'x'.repeat(25), `${'x'.repeat(24)}y`];
  const text = () => texts[next(texts.length)] ?? '';
  for (let round = 0; round < 300; round += 1) {
    const bodies = Array.from({ length: next(12) }, () => ({ permission: text(), resource: text(), subject: text() }));
    const bytes = toBinary(BatchCheckPermissionRequestSchema, create(BatchCheckPermissionRequestSchema, { bodies }));
    const read = binaryReader(BatchCheckPermissionRequestSchema)(Buffer.from(bytes));
    expect(read).toEqual(fromBinary(BatchCheckPermissionRequestSchema, bytes));
  }
});

/** As handlers answer: members without names of types, nothing where nothing is. */
function withoutTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypes);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '$typeName')
      .map(([name, member]) => [name, withoutTypes(member)]),
  );
}

function flipped(bytes: Buffer, next: Next): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[next(copy.length)] = next(256);
  return copy;
}
