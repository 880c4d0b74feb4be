// A service with what the product's own lacks: every kind of field, and path templates with patterns, `**` and verbs.
import {
  create,
  createFileRegistry,
  type DescMethodUnary,
  type MessageInitShape,
  setExtension,
} from '@bufbuild/protobuf';
import {
  type FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_duration,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
  FieldDescriptorProto_Label as Label,
  MethodOptionsSchema,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import { http } from '../../../gen/google/api/annotations_pb.js';
import { type HttpRule, HttpRuleSchema } from '../../../gen/google/api/http_pb.js';
import type { Method } from '../../../src/transport/pipeline.js';

type Field = MessageInitShape<typeof FieldDescriptorProtoSchema>;
type Rule = MessageInitShape<typeof HttpRuleSchema>;

const IMPORTS = {
  'google/protobuf/duration.proto': file_google_protobuf_duration,
  'google/protobuf/field_mask.proto': file_google_protobuf_field_mask,
  'google/protobuf/struct.proto': file_google_protobuf_struct,
  'google/protobuf/timestamp.proto': file_google_protobuf_timestamp,
  'google/protobuf/wrappers.proto': file_google_protobuf_wrappers,
} as const;

const THING: readonly Field[] = [
  { name: 'id', type: Type.STRING },
  { name: 'display_name', type: Type.STRING },
  { name: 'count', type: Type.INT64 },
  { name: 'small', type: Type.INT32 },
  { name: 'big', type: Type.UINT64 },
  { name: 'ratio', type: Type.DOUBLE },
  { name: 'flag', type: Type.BOOL },
  { name: 'data', type: Type.BYTES },
  { name: 'kind', type: Type.ENUM, typeName: '.test.rest.Kind' },
  { name: 'kinds', type: Type.ENUM, typeName: '.test.rest.Kind', label: Label.REPEATED },
  { name: 'tags', type: Type.STRING, label: Label.REPEATED },
  { name: 'numbers', type: Type.INT32, label: Label.REPEATED },
  { name: 'at', type: Type.MESSAGE, typeName: '.google.protobuf.Timestamp' },
  { name: 'ttl', type: Type.MESSAGE, typeName: '.google.protobuf.Duration' },
  { name: 'update_mask', type: Type.MESSAGE, typeName: '.google.protobuf.FieldMask' },
  { name: 'limit', type: Type.MESSAGE, typeName: '.google.protobuf.Int32Value' },
  { name: 'note', type: Type.MESSAGE, typeName: '.google.protobuf.StringValue' },
  { name: 'sure', type: Type.MESSAGE, typeName: '.google.protobuf.BoolValue' },
  { name: 'extra', type: Type.MESSAGE, typeName: '.google.protobuf.Struct' },
  { name: 'inner', type: Type.MESSAGE, typeName: '.test.rest.Thing' },
  { name: 'things', type: Type.MESSAGE, typeName: '.test.rest.Thing', label: Label.REPEATED },
  { name: 'labels', type: Type.MESSAGE, typeName: '.test.rest.Thing.LabelsEntry', label: Label.REPEATED },
  { name: 'left', type: Type.STRING, oneofIndex: 0 },
  { name: 'right', type: Type.STRING, oneofIndex: 0 },
];

const RULES: Readonly<Record<string, Rule>> = {
  GetByPattern: { pattern: { case: 'get', value: '/t/{display_name=shelves/*}' } },
  GetFile: { pattern: { case: 'get', value: '/t/files/{display_name=**}' } },
  GetDeep: { pattern: { case: 'get', value: '/t/deep/{display_name=shelves/*/books/**}' } },
  GetThing: { pattern: { case: 'get', value: '/t/things/{id}' } },
  GetSelf: { pattern: { case: 'get', value: '/t/things/self' } },
  DeleteThing: { pattern: { case: 'delete', value: '/t/things/{id}' } },
  Purge: { pattern: { case: 'post', value: '/t/things/{id}:purge' }, body: '*' },
  PurgeAll: { pattern: { case: 'post', value: '/t/things:purge' }, body: '*' },
  PostThing: {
    pattern: { case: 'post', value: '/t/things' },
    body: '*',
    additionalBindings: [
      { pattern: { case: 'post', value: '/t/inner' }, body: 'inner' },
      { pattern: { case: 'post', value: '/t/list' }, body: 'things' },
    ],
  },
  PutThing: { pattern: { case: 'put', value: '/t/things/{id}' }, body: '*' },
  PutInner: { pattern: { case: 'put', value: '/t/inner/{inner.id}' }, body: '*' },
  PatchInner: { pattern: { case: 'patch', value: '/t/things/{id}' }, body: 'inner' },
  GetCount: { pattern: { case: 'get', value: '/t/counts/{count}/{flag}/{kind}' } },
  Search: { pattern: { case: 'get', value: '/t/search' } },
  BackOne: { pattern: { case: 'get', value: '/t/back/one/{id}/x' } },
  BackAny: { pattern: { case: 'get', value: '/t/back/{id}/two/y' } },
  Wild: { pattern: { case: 'get', value: '/t/wild/*/end' } },
  Report: { pattern: { case: 'custom', value: { kind: 'REPORT', path: '/t/report' } } },
  NoRule: {},
};

/** Every RPC takes a `test.rest.Thing` and answers one. */
export const testMethods: readonly Method[] = methodsWith(RULES);

/** RPCs from Thing to Thing, one for each rule. */
export function methodsWith(rules: Readonly<Record<string, Rule>>): readonly Method[] {
  const service = registryOf(rules).getService('test.rest.Things');
  return (service?.methods ?? []).map((descriptor) => ({
    name: `Things/${descriptor.name}`,
    descriptor: descriptor as DescMethodUnary,
    access: 'public',
    handle: () => ({}),
  }));
}

function registryOf(rules: Readonly<Record<string, Rule>>) {
  const file = create(FileDescriptorProtoSchema, {
    name: 'test/rest.proto',
    package: 'test.rest',
    syntax: 'proto3',
    dependency: Object.keys(IMPORTS),
    enumType: [
      {
        name: 'Kind',
        value: [
          { name: 'KIND_UNSPECIFIED', number: 0 },
          { name: 'KIND_BOX', number: 1 },
        ],
      },
    ],
    messageType: [
      {
        name: 'Thing',
        field: THING.map(numbered),
        oneofDecl: [{ name: 'side' }],
        nestedType: [
          {
            name: 'LabelsEntry',
            field: [
              { name: 'key', type: Type.STRING },
              { name: 'value', type: Type.INT32 },
            ].map(numbered),
            options: { mapEntry: true },
          },
        ],
      },
    ],
    service: [{ name: 'Things', method: Object.entries(rules).map(([name, rule]) => method(name, rule)) }],
  });
  return createFileRegistry(file, (name) => IMPORTS[name as keyof typeof IMPORTS]);
}

function numbered(field: Field, index: number): Field {
  const jsonName = field.name?.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { label: Label.OPTIONAL, ...field, number: index + 1, ...(jsonName === undefined ? {} : { jsonName }) };
}

function method(name: string, rule: Rule) {
  const options = create(MethodOptionsSchema);
  if (rule.pattern !== undefined) setExtension(options, http, create(HttpRuleSchema, rule) as HttpRule);
  return { name, inputType: '.test.rest.Thing', outputType: '.test.rest.Thing', options };
}
