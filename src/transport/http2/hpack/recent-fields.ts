// Long fields of late by how they were written: a token comes with every call, and need not be decoded and judged for each.
import type { Field } from './field.js';

/** In bytes as written; what is shorter is read as quickly as it is looked up. */
export const WORTH_REMEMBERING = 64;
/** Characters, of one generation; two are kept. */
const MOST_KEPT = 4 * 1024 * 1024;

let young = new Map<string, Field>();
let old = new Map<string, Field>();
let kept = 0;

/** `written`: the bytes of the value, its length and which code it is in among them. */
export function recentField(written: string): Field | undefined {
  const field = young.get(written);
  if (field !== undefined) return field;
  const older = old.get(written);
  if (older !== undefined) rememberField(written, older);
  return older;
}

export function rememberField(written: string, field: Field): void {
  kept += written.length + field.value.length;
  if (kept > MOST_KEPT) {
    old = young;
    young = new Map();
    kept = written.length + field.value.length;
  }
  young.set(written, field);
}
