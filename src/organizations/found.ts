// What operations say of what they were given: that it is not there, or that it cannot be changed.
import { invalidFields, notFound } from '../kernel/errors.js';

/** `value`, unless it is undefined: then not_found, `what` naming the kind of thing. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notFound(what);
  return value;
}

/** Fields that are fixed at creation: undefined, or equal to what is stored. Throws invalid_argument with their paths. */
export function checkFixed(
  fields: readonly { readonly field: string; readonly given: string | undefined; readonly stored: string }[],
): void {
  const changed = fields.filter(({ given, stored }) => given !== undefined && given !== stored);
  if (changed.length === 0) return;
  throw invalidFields(changed.map(({ field }) => ({ field, description: 'cannot be changed' })));
}
