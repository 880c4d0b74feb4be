// The part of a message type that the codec knows: what nearly every call is made of. The rest is for the library.
import { create, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';

/** What lies at a field. `number`: whole and of 32 bits. `other`: what the library alone reads and writes. */
export type Kind = 'string' | 'bool' | 'number' | 'message' | 'other';

export interface FieldShape {
  /** In messages; of a member of a oneof that of the oneof. */
  readonly name: string;
  readonly kind: Kind;
  /** Repeated, of `string` or `message`. */
  readonly list: boolean;
  readonly oneof: boolean;
  /** Always written in JSON, and in binary only when it is not zero. */
  readonly implicit: boolean;
  /** Number and wire type, as on the wire. */
  readonly tag: number;
  /** `"org_id":`, as in the JSON of REST. */
  readonly jsonKey: string;
  /** Of `message`. */
  readonly message: MessageShape | undefined;
}

export interface MessageShape {
  readonly desc: DescMessage;
  /** In the order of their numbers. */
  readonly fields: readonly FieldShape[];
  readonly byTag: readonly (FieldShape | undefined)[];
  /** By either name that JSON may use. */
  readonly byJsonName: ReadonlyMap<string, FieldShape>;
  /** A new message with nothing set. */
  make(): Record<string, unknown>;
}

/** proto3's explicit presence is 1 (google.protobuf.FeatureSet.FieldPresence). */
const IMPLICIT = 2;
const VARINT = 0;
const LENGTH_DELIMITED = 2;

const KINDS: Partial<Record<ScalarType, Kind>> = {
  [ScalarType.STRING]: 'string',
  [ScalarType.BOOL]: 'bool',
  [ScalarType.INT32]: 'number',
  [ScalarType.UINT32]: 'number',
};

const shapes = new WeakMap<DescMessage, MessageShape>();

/** Made once for each type. */
export function shapeOf(desc: DescMessage): MessageShape {
  return shapes.get(desc) ?? newShape(desc);
}

function newShape(desc: DescMessage): MessageShape {
  const fields: FieldShape[] = [];
  const byTag: (FieldShape | undefined)[] = [];
  const byJsonName = new Map<string, FieldShape>();
  const shape = { desc, fields, byTag, byJsonName, make: makerOf(desc) };
  // Before its fields, of which one may be of the same type.
  shapes.set(desc, shape);
  for (const field of [...desc.fields].sort((a, b) => a.number - b.number)) {
    const made = fieldShape(field);
    fields.push(made);
    byJsonName.set(field.name, made).set(field.jsonName, made);
    if (made.kind !== 'other') byTag[made.tag] = made;
  }
  return shape;
}

function fieldShape(field: DescField): FieldShape {
  const kind = field.oneof === undefined ? kindOf(field) : 'other';
  return {
    name: field.oneof?.localName ?? field.localName,
    kind,
    list: field.fieldKind === 'list',
    oneof: field.oneof !== undefined,
    implicit: field.presence === IMPLICIT,
    tag: (field.number << 3) | (kind === 'string' || kind === 'message' ? LENGTH_DELIMITED : VARINT),
    jsonKey: `${JSON.stringify(field.name)}:`,
    message: kind === 'message' && field.message ? shapeOf(field.message) : undefined,
  };
}

function kindOf(field: DescField): Kind {
  if (field.message !== undefined) return field.fieldKind !== 'map' && isPlain(field.message) ? 'message' : 'other';
  const kind =
    field.fieldKind === 'scalar' || field.fieldKind === 'list' ? KINDS[field.scalar as ScalarType] : undefined;
  // Lists of numbers are packed.
  return kind === undefined || (field.fieldKind === 'list' && kind !== 'string') ? 'other' : kind;
}

/** What is well known has a form of its own in messages, and in JSON. */
function isPlain({ typeName }: DescMessage): boolean {
  return !typeName.startsWith('google.protobuf.');
}

/** Copies one that the library made, but for what is not to be shared. */
function makerOf(desc: DescMessage): () => Record<string, unknown> {
  const zero: Record<string, unknown> = { ...create(desc) };
  const lists = Object.keys(zero).filter((name) => Array.isArray(zero[name]));
  const apart = Object.keys(zero).filter((name) => typeof zero[name] === 'object' && !Array.isArray(zero[name]));
  if (apart.length > 0) return () => create(desc) as unknown as Record<string, unknown>;
  return () => {
    const made = { ...zero };
    for (const name of lists) made[name] = [];
    return made;
  };
}
