// Puts the request message together from path, query and body.
import { type JsonObject, type JsonValue, type Message, ScalarType } from '@bufbuild/protobuf';
import { invalidField } from '../../kernel/errors.js';
import { isJsonObject } from './json.js';
import { parentOf, putAt, valueAt } from './json-place.js';
import { decodeAroundSlashes, decodePercent } from './percent.js';
import { parseParameters, putParameters } from './query.js';
import type { PathVariable, Route } from './route.js';
import type { Found } from './route-table.js';
import { textValue } from './text-value.js';

export interface RequestParts {
  readonly found: Found;
  readonly query: string;
  /** Undefined when the body is empty: then the message, or the field it stands for, is. */
  readonly body: JsonValue | undefined;
}

/**
 * The path wins: query and body may say the same or nothing. The query is not read where the body is the whole message.
 * Throws invalid_argument with the field's path.
 */
export function requestMessage({ found, query, body }: RequestParts): Message {
  const { route, segments } = found;
  const json = fromBody(route, body);
  if (!isJsonObject(json)) return route.read(json);
  if (typeof json['ttl'] === 'number' && isText(route, 'ttl')) json['ttl'] = String(json['ttl']);
  if (route.body !== '*' && query !== '')
    putParameters(json, parseParameters(query), { desc: route.method.descriptor.input, except: route.body });
  for (const variable of route.variables) putVariable(json, variable, segments);
  return route.read(json);
}

/** A duration is a text such as `90s`, or a number of seconds, which JSON has as a number. */
function isText({ method }: Route, name: string): boolean {
  return method.descriptor.input.fields.some((field) => field.name === name && field.scalar === ScalarType.STRING);
}

function fromBody(route: Route, body: JsonValue | undefined): JsonValue {
  if (body === undefined || route.body === undefined) return {};
  return route.body === '*' ? body : { [route.body.name]: body };
}

function putVariable(json: JsonObject, variable: PathVariable, segments: readonly string[]): void {
  const { field, name } = variable;
  const text = variableText(variable, segments);
  if (text === undefined) throw invalidField(name, 'must be percent-encoded UTF-8');
  const value = textValue(field, text, name);
  const parent = parentOf(json, variable.fields);
  const before = valueAt(parent, field);
  if (before !== undefined && before !== null && before !== '' && String(before) !== String(value))
    throw invalidField(name, 'differs from the one in the path');
  putAt(parent, field, value);
}

function variableText({ start, end, multi }: PathVariable, segments: readonly string[]): string | undefined {
  if (!multi) return decodePercent(segments[start] ?? '');
  return decodeAroundSlashes(segments.slice(start, end).join('/'));
}
