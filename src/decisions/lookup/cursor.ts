// Where a paged lookup goes on: an opaque text that holds the last id looked at and a digest of the question.
import { createHash } from 'node:crypto';
import { invalidField } from '../../kernel/errors.js';

const VERSION = 1;
const DIGEST_BYTES = 16;
const ID_BYTES = 16;
const BYTES = 1 + DIGEST_BYTES + ID_BYTES;
const TEXT = new RegExp(`^[A-Za-z0-9_-]{${(BYTES / 3) * 4}}$`);

/** The question as its parts, names resolved: another question's cursor does not fit. */
export type CursorQuestion = readonly string[];

/** `id`: a UUID, everything up to which was looked at. */
export function pageToken(question: CursorQuestion, id: string): string {
  return Buffer.concat([Buffer.of(VERSION), digest(question), Buffer.from(id.replaceAll('-', ''), 'hex')]).toString(
    'base64url',
  );
}

/** The id in the token; undefined for the empty one, of the first page. Throws invalid_argument (`page_token`). */
export function positionOf(token: string, question: CursorQuestion): string | undefined {
  if (token === '') return undefined;
  const bytes = TEXT.test(token) ? Buffer.from(token, 'base64url') : Buffer.alloc(0);
  const fits =
    bytes.length === BYTES && bytes[0] === VERSION && digest(question).equals(bytes.subarray(1, 1 + DIGEST_BYTES));
  if (!fits)
    throw invalidField('page_token', 'must be the `next_page_token` of the page before, with the same question');
  const hex = bytes.toString('hex', 1 + DIGEST_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function digest(question: CursorQuestion): Buffer {
  return createHash('sha256').update(JSON.stringify(question)).digest().subarray(0, DIGEST_BYTES);
}
