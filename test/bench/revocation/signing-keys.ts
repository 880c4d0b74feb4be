// Signing keys to revoke, as many as are asked for: each verifies one token and signs nothing any more.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { openMasterKey, readConfig } from '../../../src/config/index.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { systemRandom } from '../../../src/kernel/random.js';
import { publishWrites, redisStream, sqlRevocationStore } from '../../../src/revocation/index.js';
import { signingDeps } from '../../../src/signing/index.js';
import { makeKey, openKey } from '../../../src/signing/sealed-key.js';
import type { SealedKey } from '../../../src/signing/signing-key.js';
import { openDatabase } from '../../../src/storage/index.js';
import type { World } from '../../faults/revocation/world.js';
import type { Target } from './targets.js';

export interface SigningKeys {
  prepare(count: number): Promise<readonly Target[]>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const AT_A_TIME = 50;

/** With a database and a Redis connection of its own, as a command has. */
export async function openSigningKeys(world: World): Promise<SigningKeys> {
  const read = readConfig(world.environment, { terminal: false });
  if (!read.ok) throw new Error(read.faults.join('\n'));
  const { config } = read;
  const parts = { clock: systemClock, random: systemRandom };
  const masterKey = await openMasterKey(config.masterKey, parts.random);
  const db = await openDatabase(config.database);
  const store = sqlRevocationStore(db);
  if (config.redisUrl === undefined) throw new Error('there is no Redis');
  const stop = await publishWrites({
    db,
    store,
    stream: redisStream({ url: config.redisUrl, onError: () => undefined }),
  });
  const deps = signingDeps({ ...parts, config, db, masterKey });

  /** Older than the one that signs, and still good for a day. */
  const make = async (): Promise<SealedKey> => {
    const now = systemClock.now();
    return { ...(await makeKey(deps, 'ES256', now - DAY_MS)), retiresAt: now + DAY_MS };
  };

  async function prepare(count: number): Promise<readonly Target[]> {
    const made: SealedKey[] = [];
    while (made.length < count) made.push(...(await Promise.all(Array.from({ length: AT_A_TIME }, make))));
    await deps.store.change(async (keys) => [...made, ...keys], systemClock.now());
    const like = await world.token();
    const targets: Target[] = [];
    for (const key of made.slice(0, count)) {
      const { privateKey, kid } = await openKey(deps, key);
      const header = { ...decodeProtectedHeader(like), alg: 'ES256', kid };
      const token = await new SignJWT({ ...decodeJwt(like), jti: randomUUID(), kid })
        .setProtectedHeader(header)
        .sign(privateKey);
      targets.push({ token, revoke: () => store.record({ kind: 'signing_key', key: kid, cause: 'bench' }) });
    }
    await taken(world, targets.at(-1)?.token ?? '');
    return targets;
  }

  return {
    prepare,
    close: async () => {
      await stop();
      await db.destroy();
    },
  };
}

/** Settles when every replica has read the keys. */
async function taken({ replicas }: World, token: string): Promise<void> {
  for (const member of replicas) while ((await member.check(token)) !== 200) await pause(250);
}
