// Prepares what a caller hands to the log: no members that hold credentials, no raw bytes, errors cut to what is known.
import { describeError } from './describe-error.js';

/** Names under which requests and clients keep credentials. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  'headers',
  'authorization',
  'cookie',
  'password',
  'secret',
  'client_secret',
  'clientSecret',
  'assertion',
  'access_token',
  'private_key',
]);
const DEEPEST = 5;

/** A copy that is safe to print as far as names tell; `mask.ts` then goes by looks. */
export function cleanFields(fields: Readonly<Record<string, unknown>>, depth = 0): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const key of Object.keys(fields))
    clean[key] = SECRET_MEMBERS.has(key) ? '[redacted]' : cleanValue(fields[key], depth);
  return clean;
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  return cleanFields(value as Record<string, unknown>, depth + 1);
}
