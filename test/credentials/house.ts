// The areas from signing to authn bound to the test database as the app binds them, and short ways to use them.
import { createAuthenticate } from '../../src/authn/index.js';
import {
  type BootstrapDeps,
  type CredentialStores,
  type CredentialsDeps,
  createLastUse,
  createProvenSecrets,
  createSecretMac,
  credentialsRpc,
  NO_LIMITS,
  sqlCredentialStores,
  type VerifySecretDeps,
} from '../../src/credentials/index.js';
import type { Clock } from '../../src/kernel/clock.js';
import { isUuid } from '../../src/kernel/input.js';
import type { ObjectRef } from '../../src/kernel/object-ref.js';
import type { Principal } from '../../src/kernel/principal.js';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { sqlOrganizationStores } from '../../src/organizations/index.js';
import { sqlPermissionStores } from '../../src/permissions/index.js';
import { createMirror, createRevocations, type Revocations } from '../../src/revocation/index.js';
import {
  createKeyGenerator,
  type Keyring,
  loadKeyring,
  rotationTerms,
  sqlSigningKeyStore,
} from '../../src/signing/index.js';
import type { Database } from '../../src/storage/index.js';
import { assertionAudiences, createVerifiedTokens, type TokensDeps, tokensRpc } from '../../src/tokens/index.js';
import { testClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { testCall } from './call.js';

export const ISSUER = 'https://frontier.example';
export const AUDIENCE = 'https://api.example';
export const OTHER_AUDIENCE = 'https://orders.example';
export const { uuid } = systemRandom;

export type House = Awaited<ReturnType<typeof openHouse>>;

type HouseCredentials = CredentialsDeps &
  VerifySecretDeps &
  Pick<CredentialStores, 'usedAssertions'> &
  Pick<TokensDeps, 'permissions'>;

export async function openHouse() {
  const db = await testDatabase();
  const clock = testClock();
  const masterKey = new Redacted(systemRandom.bytes(32));
  const generateKey = createKeyGenerator();
  const keyring = await loadKeyring({
    store: sqlSigningKeyStore(db),
    masterKey,
    generateKey,
    clock,
    random: systemRandom,
    terms: rotationTerms({ algorithm: 'RS256', rotationSeconds: undefined, publicationSeconds: 3600 }, 3600),
  });
  const stores = sqlCredentialStores(db);
  const permissionStore = sqlPermissionStores(db).permissions;
  const credentials = {
    ...stores,
    permissions: permissionStore,
    holds: () => true,
    resolveObject: (ref: ObjectRef) => ref,
    apiTokenTerms: { ttl: 30 * 86_400, maxTtl: 365 * 86_400 },
    lastUse: createLastUse({
      store: stores.lastUses,
      clock,
      // The timer of a house outlives its database.
      onError: () => undefined,
    }),
    mac: createSecretMac(masterKey),
    generateKey,
    clock,
    random: systemRandom,
    organizationId: (idOrName: string) => organizationId(db, idOrName),
  } satisfies CredentialsDeps & BootstrapDeps & VerifySecretDeps;
  const tokens = tokensDeps(credentials, keyring);
  const caller: Principal = { namespace: 'app/user', id: uuid(), via: 'access_token', credentialId: uuid() };
  return {
    ...makers(db, credentials, caller),
    db,
    clock,
    masterKey,
    keyring,
    caller,
    credentials,
    tokens,
    permissionStore,
    organizations: sqlOrganizationStores(db).organizations,
    rpc: credentialsRpc(credentials),
    tokensRpc: tokensRpc(tokens),
    authenticate: tokens.authenticate,
  };
}

/** What the areas of tokens and authn are handed; `reader` may be one that counts or answers at once. */
export function tokensDeps(
  credentials: HouseCredentials,
  keyring: Keyring,
  reader = credentials.reader,
): TokensDeps & Parameters<typeof createAuthenticate>[0] {
  const deps = {
    ...credentials,
    reader,
    keyring,
    verified: createVerifiedTokens(),
    proven: createProvenSecrets(systemRandom.bytes(32)),
    issuer: ISSUER,
    audience: AUDIENCE,
    audiences: [OTHER_AUDIENCE],
    accessTokenType: 'JWT' as const,
    accessTokenTtl: 3600,
    assertionAudiences: assertionAudiences(ISSUER),
    limits: NO_LIMITS,
    getUser: async () => undefined,
    holds: () => false,
    revocations: heardJustNow(credentials.clock),
    revoker: { revoke: () => Promise.reject(new Error('no token ends in this house')) },
  };
  return { ...deps, authenticate: createAuthenticate(deps) };
}

/** In memory, empty, and never without word. */
function heardJustNow(clock: Clock): Revocations {
  return createRevocations({
    mirror: createMirror(clock),
    word: { age: () => 0 },
    maxStaleness: 0,
    otherwise: () => true,
  });
}

async function organizationId(db: Database, idOrName: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('organizations')
    .select('id')
    .where(isUuid(idOrName) ? 'id' : 'name', '=', idOrName)
    .executeTakeFirst();
  return row?.id;
}

function makers(db: Database, deps: CredentialsDeps, caller: Principal) {
  const rpc = credentialsRpc(deps);
  const call = testCall({}, caller);
  return {
    /** A new organization's id; its name is `org-` and that. */
    async organization(state: 'enabled' | 'disabled' = 'enabled'): Promise<string> {
      const id = uuid();
      const now = new Date(deps.clock.now());
      const row = { id, name: `org-${id}`, title: '', avatar: '', metadata: '{}', created_at: now, updated_at: now };
      await db
        .insertInto('organizations')
        .values({ ...row, state })
        .execute();
      return id;
    },
    /** A new service user's id. */
    async serviceUser(orgId: string): Promise<string> {
      const { serviceuser } = await rpc.createServiceUser(request({ orgId }), call);
      return String(serviceuser?.id);
    },
    async secret(id: string, more: object = {}): Promise<{ readonly id: string; readonly secret: string }> {
      const { secret } = await rpc.createSecret(request({ id, ...more }), call);
      return { id: String(secret?.id), secret: String(secret?.secret) };
    },
    /** An API token of the built-in permission to see the organization. */
    async token(id: string, more: object = {}): Promise<{ readonly id: string; readonly token: string }> {
      const asked = { id, title: 't', permissions: ['app_organization_get'], resource: '', ...more };
      const { token } = await rpc.createToken(request(asked), call);
      return { id: String(token?.id), token: String(token?.token) };
    },
    async key(id: string, more: object = {}): Promise<{ readonly kid: string; readonly privateKey: string }> {
      const { key } = await rpc.createKey(request({ id, ...more }), call);
      return { kid: String(key?.kid), privateKey: String(key?.privateKey) };
    },
  };
}

const EMPTY = {
  ...{ orgId: '', title: '', state: '', algorithm: '', publicKey: '', secretId: '', keyId: '', tokenId: '' },
  ...{ permissions: [], ttl: '', scope: '', resource: [], audience: [], subjectToken: '', subjectTokenType: '' },
  ...{ actorToken: '', actorTokenType: '', requestedTokenType: '' },
};

/** A request message, as far as handlers read it: what is left out is proto3's empty string. */
// biome-ignore lint/suspicious/noExplicitAny: stands for the request of any RPC
export function request(fields: object): any {
  return { ...EMPTY, ...fields };
}
