// Reads an application/x-www-form-urlencoded body onto a message's fields.
import type { DescMessage, JsonObject } from '@bufbuild/protobuf';
import { invalidField } from '../../kernel/errors.js';
import { decodeUtf8 } from './json.js';
import { parseParameters, putParameters } from './query.js';

/** RFC 6749 §3.2: unknown parameters are ignored, none may be there twice. Throws invalid_argument. */
export function parseForm(bytes: Buffer, desc: DescMessage): JsonObject {
  const parameters = parseParameters(decodeUtf8(bytes));
  const names = new Set<string>();
  for (const { name } of parameters) {
    if (names.has(name)) throw invalidField(name, 'is given more than once');
    names.add(name);
  }
  const json: JsonObject = {};
  putParameters(json, parameters, { desc });
  return json;
}
