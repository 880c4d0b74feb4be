// Defines permissions at run time; the same one again is the same permission.
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import { metadata, title } from '../kernel/input.js';
import type { Random } from '../kernel/random.js';
import type { Written } from '../storage/index.js';
import type { Permission } from './permission.js';
import { permissionNameFault, splitPermissionKey } from './permission-name.js';
import type { PermissionStore } from './store.js';

const BODIES = 100;

export interface CreatePermissionsDeps {
  readonly permissions: PermissionStore;
  readonly clock: Clock;
  readonly random: Random;
}

const NOT_A_KEY = {
  part: 'verb',
  description: 'must be `service.resource.verb`, e.g. `compute.order.get`, or `Namespace:verb`, e.g. `Product:read`',
} as const;
const OLD_FIELDS = { namespace: 'namespace', verb: 'name' };

/** One wanted permission: `key`, or `namespace` and `name` as clients from before `key` send them. */
const WantedPermission = z
  .object({ key: z.string(), namespace: z.string(), name: z.string(), title, metadata })
  .transform(({ key, namespace, name, ...description }, context) => {
    const old = key === '' && namespace !== '';
    const wanted = old ? { namespace, verb: name } : splitPermissionKey(key);
    const fault = wanted === undefined ? NOT_A_KEY : permissionNameFault(wanted);
    if (wanted !== undefined && fault === undefined) return { ...wanted, ...description };
    const { part, description: message } = fault ?? NOT_A_KEY;
    context.addIssue({ code: 'custom', path: [old ? OLD_FIELDS[part] : 'key'], message });
    return z.NEVER;
  });

export const CreatePermissionsInput = z.object({
  bodies: z
    .array(WantedPermission)
    .min(1, 'must have at least one permission')
    .max(BODIES, `must have at most ${BODIES} permissions`),
});

/** Defines all or none, and answers them in the order asked. Throws already_exists. */
export function createPermissions(
  { permissions, clock, random }: CreatePermissionsDeps,
  { bodies }: z.output<typeof CreatePermissionsInput>,
): Promise<Written<readonly Permission[]>> {
  const drafts = bodies.map((body) => ({ ...body, id: random.uuid() }));
  return permissions.define(drafts, new Date(clock.now()));
}
