// The composition root: settings to parts, parts to RPCs, RPCs to the server. The only file that knows every area.
import type { Socket } from 'node:net';
import { runBeside } from './app/beside.js';
import { type AppParts, prepare } from './app/commands.js';
import { MAX_STALENESS_MS, readiness } from './app/readiness.js';
import { createAuthenticate, createSubjectOfToken, openLimits } from './authn/index.js';
import { type Config, openMasterKey } from './config/index.js';
import {
  bootstrapServiceUser,
  cachedCredentialReader,
  createLastUse,
  createProvenSecrets,
  createSecretMac,
  credentialsAccess,
  credentialsRpc,
  type Limits,
  sqlCredentialStores,
} from './credentials/index.js';
import {
  createDecisions,
  createRecentChanges,
  type Decisions,
  decisionsAccess,
  decisionsAdminAccess,
  decisionsAdminRpc,
  decisionsRpc,
  lookupAccess,
  lookupRpc,
  passes,
  permits,
  resolveRef,
  sqlDecisionStore,
  sqlLookupStore,
  sqlWatchStore,
  timedStore,
  watchAccess,
  watchRpc,
} from './decisions/index.js';
import { type ObjectRef, PLATFORM } from './kernel/object-ref.js';
import type { Principal } from './kernel/principal.js';
import type { Redacted } from './kernel/redacted.js';
import {
  organizationsAccess,
  organizationsAdminAccess,
  organizationsAdminRpc,
  organizationsRpc,
  sqlOrganizationStores,
  userMessage,
} from './organizations/index.js';
import {
  permissionsAccess,
  permissionsAdminAccess,
  permissionsAdminRpc,
  permissionsRpc,
  sqlPermissionStores,
} from './permissions/index.js';
import { type KeptRevocations, revocationAccess, revocationRpc, tokenRevoker } from './revocation/index.js';
import { createKeyGenerator, type MasterKey, openSigning } from './signing/index.js';
import { type Database, newestRevision, openDatabase } from './storage/index.js';
import { callLog, createMetrics } from './telemetry/index.js';
import { assertionAudiences, createVerifiedTokens, oauthRpc, tokensAccess, tokensRpc } from './tokens/index.js';
import { type Areas, createHealth, createPort, join, type PipelineDeps } from './transport/index.js';

export {
  type AppParts,
  adminToken,
  bootstrapAdministrator,
  migrateDatabase,
  staleCredentials,
} from './app/commands.js';

export { manageKeys } from './app/manage-keys.js';
export { manageRevocations } from './app/manage-revocations.js';

export interface App {
  /** Accepts calls; answers the address in use. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /** Takes a connection that another process accepted. */
  accept(socket: Socket): void;
  /** Stops accepting, lets running calls finish, then closes the database. */
  close(): Promise<void>;
  readonly bootstrap: { readonly clientId: string; readonly clientSecret: Redacted<string> | undefined };
}

/** Running calls get so long to finish; the process is to be gone within 10 s (the operator's contract). */
const DRAIN_MS = 8_000;

/** Opens and migrates the database, makes sure of the signing key and the bootstrap administrator, and binds everything. */
export async function createApp(config: Config, parts: AppParts): Promise<App> {
  const { clock, random, logger } = parts;
  // Before the database, which a missing key must not outlive.
  const masterKey = await openMasterKey(config.masterKey, random);
  const db = await openDatabase(config.database);
  let leave: () => Promise<unknown> = () => db.destroy();
  try {
    await prepare(db, parts);
    const metrics = createMetrics();
    const store = timedStore(sqlDecisionStore(db), { clock, loaded: metrics.loaded });
    const decisions = await createDecisions(store, config.cacheEntries, clock);
    const { feed } = decisions;
    const onError = (message: string, error?: unknown) => logger.warn(message, { err: error });
    const beside = await runBeside({ config, ...parts, metrics, db, feed, onError });
    const limiting = openLimits({ config, clock, onLimited: metrics.limited, onError });
    const stop = () => Promise.all([beside.stop(), limiting.close()]).finally(() => db.destroy());
    leave = stop;
    const { limits } = limiting;
    const base = await openBase({ config, parts, db, masterKey, decisions, limits, revoking: beside.revoking });
    metrics.measure({ decisions, newestRevision: () => newestRevision(db), keyring: base.keyring, clock });
    leave = () => base.stopSigning().finally(stop);
    const { clientId, clientSecret } = config.bootstrap;
    const made = await bootstrapServiceUser(base, { clientId, clientSecret });
    const log = callLog(logger, config.log.calls);
    const health = createHealth({ clock, ready: () => readiness({ db, feed, ...beside }) });
    const pipeline: PipelineDeps = {
      clock,
      random,
      authenticate: base.authenticate,
      permits: (principal, requirement) => passes(decisions, principal, requirement),
      observe: (call) => {
        log(call);
        metrics.called(call);
      },
    };
    const { jwks, keyring } = base;
    const { issuer, port } = config;
    const bound = { areas: areas(base, decisions), pipeline, health, metrics, jwks, issuer, keyring };
    const server = createPort({ ...bound, limits: port });
    return {
      listen: () => server.listen(config.listen.host, config.listen.port),
      accept: server.accept,
      close: async () => {
        await server.close(DRAIN_MS);
        await base.lastUse.stop();
        await leave();
      },
      bootstrap: { clientId: await base.bootstrap.clientId(), clientSecret: made?.clientSecret },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

interface BaseDeps {
  readonly config: Config;
  readonly parts: AppParts;
  readonly db: Database;
  readonly masterKey: MasterKey;
  readonly decisions: Decisions;
  readonly limits: Limits;
  readonly revoking: KeptRevocations;
}

/** What the areas are handed: clock, random, stores, keys and the terms of tokens. */
async function openBase({ config, parts, db, masterKey, decisions, limits, revoking }: BaseDeps) {
  const { clock, random, logger } = parts;
  const generateKey = createKeyGenerator();
  const signing = await openSigning({ ...parts, config, db, masterKey }, decisions.feed);
  const stores = sqlCredentialStores(db);
  const reader = cachedCredentialReader({
    reader: stores.reader,
    entries: config.cacheEntries,
    isHeard: () => decisions.feed.age() <= MAX_STALENESS_MS,
  });
  decisions.feed.follow(reader);
  revoking.follow(reader);
  const credentials = {
    clock,
    random,
    ...stores,
    reader,
    limits,
    lastUse: createLastUse({
      store: stores.lastUses,
      clock,
      onError: (error) => logger.warn('times of last use not written, kept for the next time', { err: error }),
    }),
    apiTokenTerms: config.apiTokens,
    adminTokenHeader: config.adminTokenHeader,
    revocations: revoking.revocations,
    revoked: revoking.store,
    revoker: tokenRevoker(revoking),
    mac: createSecretMac(masterKey, config.previousMasterKey),
    ...signing,
    issuer: config.issuer,
    audience: config.audience,
    audiences: config.audiences,
    verified: createVerifiedTokens(),
    proven: createProvenSecrets(random.bytes(32)),
    accessTokenType: config.accessTokenType,
    assertionAudiences: assertionAudiences(config.issuer),
    accessTokenTtl: config.accessTokenTtlSeconds,
  };
  return {
    ...sqlOrganizationStores(db),
    ...sqlPermissionStores(db),
    lookups: sqlLookupStore(db),
    watched: sqlWatchStore(db),
    recent: createRecentChanges(decisions.feed),
    ...credentials,
    generateKey,
    authenticate: createAuthenticate(credentials),
    subjectOfToken: createSubjectOfToken(credentials),
  };
}

type Base = Awaited<ReturnType<typeof openBase>>;

function areas(base: Base, decisions: Decisions): Areas {
  const holds = (principal: Principal, permission: string, object: ObjectRef) =>
    permits(decisions, principal, { permission, object });
  const deps = {
    ...base,
    decisions,
    holds,
    isPlatformAdmin: (principal: Principal) => holds(principal, 'app_platform_superuser', PLATFORM),
    resolveObject: (ref: ObjectRef, field: string) => resolveRef(decisions, ref, field),
    organizationId: async (idOrName: string) => (await base.organizations.get(idOrName))?.id,
    permissionExists: async (slug: string) => (await base.permissions.findBySlugs([slug])).length > 0,
    getUser: async (id: string) => {
      const user = await base.users.get(id);
      return user && userMessage(user);
    },
  };
  return {
    frontier: join(
      organizationsRpc(deps),
      permissionsRpc(deps),
      decisionsRpc(deps),
      lookupRpc(deps),
      watchRpc(deps),
      revocationRpc(deps),
      credentialsRpc(deps),
      tokensRpc(deps),
    ),
    frontierAccess: join(
      organizationsAccess(deps),
      permissionsAccess(deps),
      decisionsAccess,
      lookupAccess(deps),
      watchAccess,
      revocationAccess,
      credentialsAccess(deps),
      tokensAccess,
    ),
    admin: join(organizationsAdminRpc(deps), permissionsAdminRpc(deps), decisionsAdminRpc(deps)),
    adminAccess: join(organizationsAdminAccess, permissionsAdminAccess, decisionsAdminAccess),
    oauth: oauthRpc(deps),
  };
}
