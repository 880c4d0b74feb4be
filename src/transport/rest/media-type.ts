// Decides how a body is to be read: by its Content-Type, or by what it looks like where old clients send none or a wrong one.
import { unsupportedMediaType } from './refusals.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Their `+json` types frame the JSON. */
const FRAMED = ['application/grpc', 'application/connect'];
const OPEN_BRACE = 0x7b;
const SPACES: readonly (number | undefined)[] = [0x20, 0x09, 0x0a, 0x0d];

export interface BodyHeaders {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** Throws MEDIA_TYPE_UNSUPPORTED, 415. */
export function bodyFormat(headers: BodyHeaders, bytes: Uint8Array, form: boolean): 'json' | 'form' {
  const { contentType, contentEncoding } = headers;
  if (contentEncoding !== undefined && contentEncoding.trim().toLowerCase() !== 'identity')
    throw unsupportedMediaType('the body must not be compressed');
  if (contentType === JSON_TYPE) return 'json';
  const { type, charset } = parseContentType(contentType ?? '');
  if (charset !== 'utf-8' && charset !== 'utf8') throw unsupportedMediaType('the body must be UTF-8');
  if (isJsonType(type)) return 'json';
  if (type !== '' && type !== FORM_TYPE) throw unsupportedMediaType(accepted(form));
  // curl's default for -d, and what frontier-go copies from the request it checks.
  if (startsObject(bytes)) return 'json';
  if (form && type === FORM_TYPE) return 'form';
  throw unsupportedMediaType(accepted(form));
}

function accepted(form: boolean): string {
  return `the body must be ${JSON_TYPE}${form ? ` or ${FORM_TYPE}` : ''}`;
}

/** RFC 9110 §8.3.1. */
function parseContentType(header: string): { type: string; charset: string } {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((each) => each.startsWith('charset='));
  return { type: type.trim(), charset: charset?.slice('charset='.length).replaceAll('"', '') ?? 'utf-8' };
}

function isJsonType(type: string): boolean {
  if (type === JSON_TYPE || type === 'text/json') return true;
  return type.endsWith('+json') && !FRAMED.some((framed) => type.startsWith(framed));
}

function startsObject(bytes: Uint8Array): boolean {
  let index = 0;
  while (SPACES.includes(bytes[index])) index++;
  return bytes[index] === OPEN_BRACE;
}
