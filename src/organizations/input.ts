// Schemas that several requests of this area share.
import { z } from 'zod';
import { isPrintable, isUuid, metadata, name, title } from '../kernel/input.js';
import { canonicalNamespace, type ObjectRef } from '../kernel/object-ref.js';
import type { State } from '../storage/index.js';

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** A name for something new; never one that could be taken for an id. */
export const newName = name.refine((text) => !looksLikeUuid(text), 'must not be a UUID');

/** URL or data URL of a picture. */
export const avatar = z
  .string()
  .max(64 * 1024, 'must have at most 65,536 characters')
  .refine((text) => isPrintable(text), 'must be text without control characters');

/** What every update replaces. */
export const details = { title, metadata };

export const stateFilter = optional(z.enum(['enabled', 'disabled'], 'must be `enabled` or `disabled`'));

/** The empty string, which is proto3's absent, to undefined; anything else as `schema` says. */
export function optional<S extends z.ZodType<unknown, string>>(schema: S) {
  return z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(schema.optional());
}

/** `namespace:UUID` to a reference, the namespace's short names resolved; `accepts` says which, and `description` does in words. */
export function reference<Ref extends ObjectRef>(accepts: (ref: ObjectRef) => ref is Ref, description: string) {
  return z.string().transform((text, context) => {
    const [namespace = '', id = '', ...more] = text.split(':');
    const ref: ObjectRef = { namespace: canonicalNamespace(namespace) ?? '', id };
    if (more.length === 0 && isUuid(id) && accepts(ref)) return ref;
    context.addIssue({ code: 'custom', message: description });
    return z.NEVER;
  });
}

/** A sub-message that must be there. */
export function body<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape, 'is required');
}

const count = z.number().int().min(0, 'must not be negative');

/** The two fields of a request that may ask for a page. */
export const pageFields = { pageSize: count, pageNum: count };

/** Undefined asks for the whole list: no page size was given. Pages count from 1, and 0 means 1. */
export function pageOf(request: { readonly pageSize: number; readonly pageNum: number }): Page | undefined {
  if (request.pageSize === 0) return undefined;
  return { limit: request.pageSize, offset: request.pageSize * Math.max(request.pageNum - 1, 0) };
}

export type StateFilter = State | undefined;

function looksLikeUuid(text: string): boolean {
  return isUuid(text.toLowerCase());
}
