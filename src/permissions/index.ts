// The door of permissions.
export { BUILT_IN_PERMISSIONS, BUILT_IN_ROLES } from './built-in.js';
export { permissionSlug } from './permission-name.js';
export { seedBuiltIns } from './seed-built-in-sql.js';
