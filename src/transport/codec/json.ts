// The JSON of REST, read from parsed values and written as text; what is out of the ordinary answers undefined, for the library.
import type { JsonValue, Message } from '@bufbuild/protobuf';
import type { Answer } from '../method.js';
import type { FieldShape, MessageShape } from './shape.js';

type Members = Readonly<Record<string, unknown>>;

/** As the library reads it with `ignoreUnknownFields`. */
export function readJson(shape: MessageShape, json: JsonValue): Message | undefined {
  return readMessage(shape, json, 0) as Message | undefined;
}

/** As the library writes it with `useProtoFieldName` and `alwaysEmitImplicit`. */
export function writeJson(shape: MessageShape, answer: Answer): string | undefined {
  return writeMessage(shape, answer as Members);
}

const MOST_LEVELS = 20;

function readMessage(shape: MessageShape, json: unknown, level: number): Record<string, unknown> | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || level > MOST_LEVELS) return undefined;
  const message = shape.make();
  const seen: FieldShape[] = [];
  for (const key of Object.keys(json)) {
    const field = shape.byJsonName.get(key);
    if (field === undefined) continue;
    const value = readField(field, (json as Members)[key], level);
    // Twice: under both of its names.
    if (value === undefined || seen.includes(field)) return undefined;
    seen.push(field);
    message[field.name] = value;
  }
  return message;
}

function readField(field: FieldShape, json: unknown, level: number): unknown {
  if (!field.list) return readValue(field, json, level);
  if (!Array.isArray(json)) return undefined;
  const list: unknown[] = [];
  for (const item of json) {
    const value = readValue(field, item, level);
    if (value === undefined) return undefined;
    list.push(value);
  }
  return list;
}

function readValue({ kind, message }: FieldShape, json: unknown, level: number): unknown {
  if (kind === 'string') return typeof json === 'string' && json.isWellFormed() ? json : undefined;
  if (kind === 'bool') return typeof json === 'boolean' ? json : undefined;
  return kind === 'message' && message !== undefined ? readMessage(message, json, level + 1) : undefined;
}

function writeMessage(shape: MessageShape, members: Members): string | undefined {
  let text = '';
  for (const field of shape.fields) {
    const written = writeField(field, members[field.name]);
    if (written === undefined) return undefined;
    if (written !== '') text += `${text === '' ? '' : ','}${field.jsonKey}${written}`;
  }
  return `{${text}}`;
}

/** Empty when the field is left out. */
function writeField(field: FieldShape, value: unknown): string | undefined {
  if (field.kind === 'other') return value === undefined && !field.implicit && !field.oneof ? '' : undefined;
  if (field.list) return writeList(field, value ?? []);
  if (value !== undefined) return writeValue(field, value);
  if (!field.implicit || field.kind === 'message') return '';
  return ZERO[field.kind];
}

const ZERO = { string: '""', bool: 'false', number: '0' } as const;

function writeList(field: FieldShape, value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  let text = '';
  for (const item of value) {
    const written = writeValue(field, item);
    if (written === undefined) return undefined;
    text += text === '' ? written : `,${written}`;
  }
  return `[${text}]`;
}

function writeValue({ kind, message }: FieldShape, value: unknown): string | undefined {
  if (kind === 'string') return typeof value === 'string' ? JSON.stringify(value) : undefined;
  if (kind === 'bool') return typeof value === 'boolean' ? String(value) : undefined;
  if (kind === 'number') return Number.isInteger(value) ? String(value) : undefined;
  const isObject = typeof value === 'object' && value !== null;
  return isObject && message !== undefined ? writeMessage(message, value as Members) : undefined;
}
