// Finds one permission by its id, slug or key.
import { z } from 'zod';
import { notFound } from '../kernel/errors.js';
import { isUuid } from '../kernel/input.js';
import type { Permission } from './permission.js';
import { fullNameSlug, PERMISSION_TEXT } from './permission-name.js';
import type { PermissionStore } from './store.js';

/** UUID, slug or key, as a request names a permission. */
export const permissionId = z
  .string()
  .max(255, 'must have at most 255 characters')
  .regex(PERMISSION_TEXT, 'must be a UUID, a slug such as `compute_order_get` or a key such as `compute.order.get`');

/** Throws not_found. */
export async function getPermission(deps: { permissions: PermissionStore }, id: string): Promise<Permission> {
  const permission = isUuid(id)
    ? await deps.permissions.find(id)
    : (await deps.permissions.findBySlugs([fullNameSlug(id)]))[0];
  if (permission === undefined) throw notFound('permission');
  return permission;
}
