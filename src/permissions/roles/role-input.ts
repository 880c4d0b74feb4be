// What a request may say about a role.
import { z } from 'zod';
import { isUuid, metadata, nameOrId, optional, title } from '../../kernel/input.js';
import { canonicalNamespace } from '../../kernel/object-ref.js';

const PERMISSIONS = 500;
const SCOPES = 100;
const PERMISSION = /^[A-Za-z0-9._/:-]+$/;

const permission = z
  .string()
  .max(255, 'must have at most 255 characters')
  .regex(PERMISSION, 'must be a permission such as `compute_order_get` or `compute.order.get`');

const scope = z.string().transform((text, context) => {
  const namespace = canonicalNamespace(text);
  if (namespace !== undefined) return namespace;
  context.addIssue({ code: 'custom', message: 'must be a namespace such as `app/project` or `compute/order`' });
  return z.NEVER;
});

export const scopes = z
  .array(scope)
  .max(SCOPES, `must have at most ${SCOPES} namespaces`)
  .transform((namespaces) => [...new Set(namespaces)]);

const description = {
  permissions: z
    .array(permission)
    .min(1, 'must have at least one permission')
    .max(PERMISSIONS, `must have at most ${PERMISSIONS} permissions`),
  title,
  scopes,
  metadata,
};

/** Its name is never one that could be taken for an id. */
export const NewRole = z.object(
  { name: nameOrId.refine((text) => !isUuid(text), 'must not be a UUID'), ...description },
  'is required',
);

/** An update's `name` is empty or repeats the role's own. */
export const RoleUpdate = z.object({ name: z.string(), ...description }, 'is required');

/** Empty: both. */
export const stateFilter = optional(z.enum(['enabled', 'disabled'], 'must be `enabled`, `disabled` or empty'));
