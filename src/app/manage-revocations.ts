// What operators end by command, beside a running service or without one.
import { type Config, openMasterKey } from '../config/index.js';
import { FrontierError, notFound } from '../kernel/errors.js';
import { isUuid } from '../kernel/input.js';
import {
  type Endable,
  endTokens,
  publishWrites,
  redisStream,
  revokeToken,
  sqlRevocationStore,
} from '../revocation/index.js';
import { listKeys, loadKeyring, parseJws, retireKey, type SigningParts, signingDeps } from '../signing/index.js';
import { type Database, migrate, openDatabase } from '../storage/index.js';
import { verifyAccessToken } from '../tokens/index.js';

const CAUSE = 'command';

/** Opens and migrates the database, for as long as `work` takes. */
export async function manageRevocations<T>(
  config: Config,
  parts: Pick<SigningParts, 'clock' | 'random'>,
  work: (commands: ReturnType<typeof revokeCommands>) => Promise<T>,
): Promise<T> {
  const masterKey = await openMasterKey(config.masterKey, parts.random);
  const db = await openDatabase(config.database);
  try {
    await migrate(db);
    const stop = await publish(config, db);
    return await work(revokeCommands({ ...parts, config, db, masterKey })).finally(stop);
  } finally {
    await db.destroy();
  }
}

/** Through Redis, where there is one, replicas hear of it at once. */
async function publish({ redisUrl }: Config, db: Database): Promise<() => Promise<void>> {
  if (redisUrl === undefined) return async () => undefined;
  const stream = redisStream({ url: redisUrl, onError: () => undefined });
  return publishWrites({ db, store: sqlRevocationStore(db), stream });
}

/** What the command line calls RevokeCommands. */
function revokeCommands(parts: SigningParts & { readonly config: Config }) {
  const deps = { store: sqlRevocationStore(parts.db) };
  return {
    token: async (tokenOrId: string) => {
      // An id is from a log, and says nothing of when it ends.
      if (isUuid(tokenOrId)) await deps.store.record({ kind: 'token', key: tokenOrId, cause: CAUSE });
      else await revokeToken(deps, await claimsOf(parts, tokenOrId), CAUSE);
    },
    end: async (kind: Endable, id: string) => {
      await endTokens(deps, { kind, id }, CAUSE);
    },
    key: async (kid: string) => {
      const signing = signingDeps(parts);
      const known = (await listKeys(signing)).find((key) => key.kid === kid);
      if (known === undefined) throw notFound('signing key');
      await deps.store.record({ kind: 'signing_key', key: kid, cause: CAUSE });
      if (known.state !== 'retired') await retireKey(signing, kid);
    },
  };
}

/** Throws failed_precondition for what is no token that counts. */
async function claimsOf(parts: SigningParts & { readonly config: Config }, token: string) {
  const jws = parseJws(token);
  try {
    if (jws === undefined) throw new Error('not a JWT');
    return verifyAccessToken({ ...parts, ...parts.config, keyring: await loadKeyring(signingDeps(parts)) }, jws);
  } catch (error) {
    const message = 'this is no access token of this deployment, or it has expired: there is nothing to revoke';
    throw new FrontierError('failed_precondition', 'TOKEN_NOT_VERIFIED', message, { cause: error });
  }
}
