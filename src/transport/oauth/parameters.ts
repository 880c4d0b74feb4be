// Reads the parameters of an OAuth request out of its body, a form or JSON.
import type { JsonValue } from '@bufbuild/protobuf';
import { FrontierError, invalidField } from '../../kernel/errors.js';
import type { HttpRequest } from '../door.js';
import { headerOf } from '../rest/call-meta.js';
import { badBody, decodeUtf8, isJsonObject, parseJson } from '../rest/json.js';
import { type Parameter, parseParameters } from '../rest/query.js';

/** Those that any endpoint knows; all others are ignored (RFC 6749 §3.2). */
const KNOWN: ReadonlySet<string> = new Set([
  ...['grant_type', 'scope', 'resource', 'audience', 'assertion'],
  ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'],
  ...['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type', 'requested_token_type'],
  ...['token', 'token_type_hint'],
]);

/** RFC 8707 §2, RFC 8693 §2.1. No other may be there twice (RFC 6749 §3.2). */
const REPEATABLE: ReadonlySet<string> = new Set(['resource', 'audience']);

/** What some clients call it in JSON. */
const ALIASES: Readonly<Record<string, string>> = { secret: 'client_secret' };

export interface OAuthParameters {
  /** Empty when it is not given; RFC 6749 §3.2: without a value it counts as left out. */
  one(name: string): string;
  all(name: string): readonly string[];
}

/** Throws invalid_argument for what cannot be read, for parameters given twice, and for any in the query (RFC 6749 §2.3.1). */
export function oauthParameters(request: HttpRequest, query: string, body: Buffer): OAuthParameters {
  if (parseParameters(query).some(({ name }) => KNOWN.has(name)))
    throw new FrontierError(
      'invalid_argument',
      'PARAMETERS_IN_QUERY',
      'parameters belong in the body, not in the query',
    );
  const given = new Map<string, string[]>();
  for (const { name, value } of body.length === 0 ? [] : bodyParameters(request, body)) {
    if (given.has(name) && !REPEATABLE.has(name)) throw twice(name);
    if (value === undefined) throw invalidField(KNOWN.has(name) ? name : 'body', 'must be percent-encoded UTF-8');
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return {
    one: (name) => given.get(name)?.[0] ?? '',
    all: (name) => (given.get(name) ?? []).filter((value) => value !== ''),
  };
}

function bodyParameters(request: HttpRequest, body: Buffer): readonly Parameter[] {
  const encoding = headerOf(request, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw badBody('MEDIA_TYPE_UNSUPPORTED', 'the body must not be compressed');
  const [type = '', ...more] = (headerOf(request, 'content-type') ?? '').toLowerCase().split(';');
  const charset = more.map((each) => each.trim()).find((each) => each.startsWith('charset=')) ?? 'charset=utf-8';
  if (!['charset=utf-8', 'charset="utf-8"'].includes(charset))
    throw badBody('MEDIA_TYPE_UNSUPPORTED', 'the body must be UTF-8');
  if (type.trim() === 'application/x-www-form-urlencoded') return parseParameters(decodeUtf8(body));
  if (type.trim() === 'application/json') return jsonParameters(parseJson(body));
  throw badBody(
    'MEDIA_TYPE_UNSUPPORTED',
    'the body must be application/x-www-form-urlencoded, as RFC 6749 has it, or application/json',
  );
}

/** Names in snake_case or camelCase. A client that gives its id and secret and no grant type means the only grant that takes no more. */
function jsonParameters(json: JsonValue): readonly Parameter[] {
  if (!isJsonObject(json)) throw badBody('BODY_MALFORMED', 'the body must be an object');
  const parameters = Object.entries(json).flatMap(([key, value]) => {
    const name = snakeCase(key);
    return KNOWN.has(name) ? valuesOf(name, value).map((each) => ({ name, value: each })) : [];
  });
  const names = parameters.map(({ name }) => name);
  const isSecretAlone = names.includes('client_secret') && !names.includes('token') && !names.includes('grant_type');
  return isSecretAlone ? [...parameters, { name: 'grant_type', value: 'client_credentials' }] : parameters;
}

function snakeCase(key: string): string {
  const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.hasOwn(ALIASES, name) ? String(ALIASES[name]) : name;
}

function valuesOf(name: string, value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!REPEATABLE.has(name) || !Array.isArray(value)) throw invalidField(name, 'must be a string');
  return value.map((each) => {
    if (typeof each !== 'string') throw invalidField(name, 'must be a list of strings');
    return each;
  });
}

function twice(name: string): FrontierError {
  if (KNOWN.has(name)) return invalidField(name, 'is given more than once');
  return badBody('PARAMETER_TWICE', 'a parameter is given more than once');
}
