// What operators do about signing keys by command, beside a running service or without one.
import { type Config, openMasterKey } from '../config/index.js';
import { createSecretMac, sqlCredentialStores } from '../credentials/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { listKeys, resealKeys, retireKey, rotateKeys, type SigningParts, signingDeps } from '../signing/index.js';
import { migrate, openDatabase } from '../storage/index.js';

/** Opens and migrates the database, for as long as `work` takes. */
export async function manageKeys<T>(
  config: Config,
  parts: { readonly clock: Clock; readonly random: Random },
  work: (commands: ReturnType<typeof keyCommands>) => Promise<T>,
): Promise<T> {
  const masterKey = await openMasterKey(config.masterKey, parts.random);
  const db = await openDatabase(config.database);
  try {
    await migrate(db);
    return await work(keyCommands({ ...parts, config, db, masterKey }));
  } finally {
    await db.destroy();
  }
}

/** What the command line calls KeyCommands. */
function keyCommands(parts: SigningParts) {
  const deps = signingDeps(parts);
  const { secrets } = sqlCredentialStores(parts.db);
  const { keyId } = createSecretMac(parts.masterKey);
  return {
    list: () => listKeys(deps),
    rotate: (algorithm = deps.terms.algorithm) => rotateKeys({ ...deps, terms: { ...deps.terms, algorithm } }),
    retire: (kid: string) => retireKey(deps, kid),
    reseal: async () => ({
      resealed: await resealKeys(deps),
      waiting: await secrets.countUnderOtherKeys(keyId, parts.clock.now()),
    }),
  };
}
