// The admin token: it never expires, and can do nothing but make API tokens, for any service user.
import type { Narrowing, Principal } from '../../kernel/principal.js';

const METHODS = [
  ...['CreateToken', 'CreateServiceUserToken'],
  ...['DeleteToken', 'DeleteServiceUserToken'],
  'ListPermissionNames',
];

/** What every admin token may do. The calls bound it; the permission is the one that they require. */
export const ADMIN_TOKEN: Narrowing = {
  permissions: new Set(['app_organization_serviceusermanage']),
  resource: undefined,
  calls: new Set(METHODS.map((method) => `FrontierService/${method}`)),
};

/** Whether the caller came by the admin token, which makes tokens of permissions that it does not have itself. */
export function isAdminToken({ narrowing }: Principal): boolean {
  return narrowing === ADMIN_TOKEN;
}
