// Everything of the area that lies in Postgres, bound to one database.
import type { Database } from '../storage/index.js';
import type { AdminTokenStore } from './admin-token/store.js';
import { sqlAdminTokenStore } from './admin-token/store-sql.js';
import type { ApiTokenStore } from './api-tokens/store.js';
import { sqlApiTokenStore } from './api-tokens/store-sql.js';
import type { UsedAssertionStore } from './assertions/store.js';
import { sqlUsedAssertionStore } from './assertions/store-sql.js';
import type { BootstrapStore } from './bootstrap/store.js';
import { sqlBootstrapStore } from './bootstrap/store-sql.js';
import type { KeyStore } from './keys/store.js';
import { sqlKeyStore } from './keys/store-sql.js';
import type { LastUseStore } from './last-use/store.js';
import { sqlLastUseStore } from './last-use/store-sql.js';
import type { CredentialReader } from './reader.js';
import { sqlCredentialReader } from './reader-sql.js';
import { createMacRenewer, type RenewMac } from './secrets/renew-mac.js';
import type { SecretStore } from './secrets/store.js';
import { sqlSecretStore } from './secrets/store-sql.js';
import type { StaleStore } from './stale/store.js';
import { sqlStaleStore } from './stale/store-sql.js';
import type { ServiceUserStore } from './store.js';
import { sqlServiceUserStore } from './store-sql.js';

export interface CredentialStores {
  readonly serviceUsers: ServiceUserStore;
  readonly secrets: SecretStore;
  readonly keys: KeyStore;
  readonly apiTokens: ApiTokenStore;
  readonly lastUses: LastUseStore;
  readonly stale: StaleStore;
  readonly adminTokens: AdminTokenStore;
  readonly bootstrap: BootstrapStore;
  readonly usedAssertions: UsedAssertionStore;
  readonly reader: CredentialReader;
  /** Told of secrets that fit a MAC under the previous master key. */
  readonly renewMac: RenewMac;
}

export function sqlCredentialStores(db: Database): CredentialStores {
  const secrets = sqlSecretStore(db);
  return {
    serviceUsers: sqlServiceUserStore(db),
    secrets,
    renewMac: createMacRenewer(secrets),
    keys: sqlKeyStore(db),
    apiTokens: sqlApiTokenStore(db),
    lastUses: sqlLastUseStore(db),
    stale: sqlStaleStore(db),
    adminTokens: sqlAdminTokenStore(db),
    bootstrap: sqlBootstrapStore(db),
    usedAssertions: sqlUsedAssertionStore(db),
    reader: sqlCredentialReader(db),
  };
}
