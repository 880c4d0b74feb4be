// Everything of the area that lies in Postgres, bound to one database.
import type { Database } from '../storage/index.js';
import type { UsedAssertionStore } from './assertions/store.js';
import { sqlUsedAssertionStore } from './assertions/store-sql.js';
import type { BootstrapStore } from './bootstrap/store.js';
import { sqlBootstrapStore } from './bootstrap/store-sql.js';
import type { KeyStore } from './keys/store.js';
import { sqlKeyStore } from './keys/store-sql.js';
import type { CredentialReader } from './reader.js';
import { sqlCredentialReader } from './reader-sql.js';
import { createMacRenewer, type RenewMac } from './secrets/renew-mac.js';
import type { SecretStore } from './secrets/store.js';
import { sqlSecretStore } from './secrets/store-sql.js';
import type { ServiceUserStore } from './store.js';
import { sqlServiceUserStore } from './store-sql.js';

export interface CredentialStores {
  readonly serviceUsers: ServiceUserStore;
  readonly secrets: SecretStore;
  readonly keys: KeyStore;
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
    bootstrap: sqlBootstrapStore(db),
    usedAssertions: sqlUsedAssertionStore(db),
    reader: sqlCredentialReader(db),
  };
}
