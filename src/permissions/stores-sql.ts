// Every store of this area on one database.
import type { Database } from '../storage/index.js';
import { sqlGrantStore } from './apply-grants/store-sql.js';
import { sqlPlatformStore } from './platform/store-sql.js';
import { sqlPolicyStore } from './policies/store-sql.js';
import { sqlRoleStore } from './roles/store-sql.js';
import { sqlPermissionStore } from './store-sql.js';

/** What `permissionsRpc` needs besides the ports that other areas fill. */
export function sqlPermissionStores(db: Database) {
  return {
    permissions: sqlPermissionStore(db),
    roles: sqlRoleStore(db),
    policies: sqlPolicyStore(db),
    platform: sqlPlatformStore(db),
    grants: sqlGrantStore(db),
  };
}
