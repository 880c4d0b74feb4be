// The door of permissions.
export { permissionsAccess, permissionsAdminAccess } from './access.js';
export { BUILT_IN_PERMISSIONS, BUILT_IN_ROLES } from './built-in.js';
export type { Holds } from './holds.js';
export {
  fullNameSlug,
  PERMISSION_TEXT,
  permissionKey,
  permissionSlug,
  resolvePermissionName,
} from './permission-name.js';
export { BOOTSTRAP_SERVICE_USER_ID } from './platform/platform-member.js';
export type { PlatformStore } from './platform/store.js';
export { type PermissionsDeps, permissionsAdminRpc, permissionsRpc } from './rpc.js';
export { seedBuiltIns } from './seed-built-in-sql.js';
export type { PermissionStore } from './store.js';
export { sqlPermissionStores } from './stores-sql.js';
export { canLieAt, isCustomType } from './type-tree.js';
