// What the area's operations, handlers and access rules are handed.
import type { Clock } from '../kernel/clock.js';
import type { ObjectRef } from '../kernel/object-ref.js';
import type { Random } from '../kernel/random.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Holds, PermissionStore } from '../permissions/index.js';
import type { KeyGenerator } from '../signing/index.js';
import type { ApiTokenStore } from './api-tokens/store.js';
import type { TokenTerms } from './api-tokens/token-life.js';
import type { KeyStore } from './keys/store.js';
import type { CredentialReader } from './reader.js';
import type { RenewMac } from './secrets/renew-mac.js';
import type { SecretMac } from './secrets/secret-mac.js';
import type { SecretStore } from './secrets/store.js';
import type { ServiceUserStore } from './store.js';

export interface CredentialsDeps {
  readonly serviceUsers: ServiceUserStore;
  readonly secrets: SecretStore;
  readonly keys: KeyStore;
  readonly apiTokens: ApiTokenStore;
  readonly apiTokenTerms: TokenTerms;
  readonly permissions: Pick<PermissionStore, 'findBySlugs'>;
  /** The decision engine's answer. */
  readonly holds: Holds;
  readonly reader: CredentialReader;
  readonly mac: SecretMac;
  readonly renewMac: RenewMac;
  readonly generateKey: KeyGenerator;
  readonly clock: Clock;
  readonly random: Random;
  /** The id of the organization of that id or name; undefined when there is none. */
  organizationId(idOrName: string): Promise<string | undefined>;
  /** The object by its id, organizations, projects and resources by name too; throws not_found with `field` for a name of nothing. */
  resolveObject(ref: ObjectRef, field: string): Awaitable<ObjectRef>;
}
