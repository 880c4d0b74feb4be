// What requests are checked against: shared zod schemas, and faults turned into invalid_argument with the field's path.
import { z } from 'zod';
import { invalidFields } from './errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAME = /^[A-Za-z0-9-_]+$/;
const METADATA_BYTES = 64 * 1024;

/** Canonical spelling only, so that one object has one name in every map. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

export const uuid = z.string().regex(UUID, 'must be a UUID in lower case');

/** A name that can stand in a URL: letters, digits, `-` and `_`, at most 255. */
export const name = z
  .string()
  .max(255, 'must have at most 255 characters')
  .regex(NAME, 'must be letters, digits, `-` or `_`');

/** What names an organization or a project: its UUID or its name. */
export const nameOrId = name.refine(
  (text) => isUuid(text) || !isUuid(text.toLowerCase()),
  'must be a UUID in lower case',
);

/** Free text that Postgres and terminals can hold: well-formed Unicode without control characters. */
export const title = z
  .string()
  .max(255, 'must have at most 255 characters')
  .refine((text) => isPrintable(text), 'must be text without control characters');

/** An object kept beside the row as the caller gave it; at most 64 KiB of JSON. */
export const metadata = z
  .custom<Record<string, unknown> | undefined>(
    (value) => value === undefined || (typeof value === 'object' && value !== null),
  )
  .optional()
  .superRefine((value, context) => {
    const fault = metadataFault(value);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .transform((value) => value ?? {});

/** The empty string, which is proto3's absent, to undefined; anything else as `schema` says. */
export function optional<S extends z.ZodType<unknown, string>>(schema: S) {
  return z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(schema.optional());
}

/** google.protobuf.Timestamp to milliseconds since the epoch; undefined when not set. */
export const timestamp = z
  .object({ seconds: z.bigint(), nanos: z.number() })
  .optional()
  .transform((value, context) => {
    if (value === undefined) return undefined;
    const milliseconds = Number(value.seconds) * 1000 + Math.floor(value.nanos / 1e6);
    if (Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15) return milliseconds;
    context.addIssue({ code: 'custom', message: 'must be a time between the years 1 and 9999' });
    return z.NEVER;
  });

/** Checks `value` against `schema`; throws invalid_argument listing every fault by its path on the wire. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidFields(
    result.error.issues.map(({ path, message }) => ({ field: wirePath(path), description: message })),
  );
}

/** True for well-formed Unicode without control characters: what may be stored, shown and logged. */
export function isPrintable(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

function wirePath(path: readonly PropertyKey[]): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`;
    else out += `${out === '' ? '' : '.'}${String(part).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
  }
  return out;
}

function metadataFault(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  let text: string;
  let finite = true;
  try {
    text = JSON.stringify(value, (_key, member: unknown) => {
      // Infinity and NaN can come out of JSON (1e999) and of protobuf, but JSON cannot hold them.
      finite &&= typeof member !== 'number' || Number.isFinite(member);
      return member;
    });
  } catch {
    return 'is nested too deeply'; // JSON.stringify runs out of stack from about 20,000 levels
  }
  if (!finite) return 'must have finite numbers only';
  if (Buffer.byteLength(text) > METADATA_BYTES) return 'must have at most 64 KiB of JSON';
  // jsonb holds neither NUL nor lone surrogates; JSON.stringify writes both as \u escapes.
  return /\\u(0000|d[89a-f])/.test(text.replaceAll('\\\\', '')) ? 'must be well-formed Unicode without NUL' : undefined;
}
