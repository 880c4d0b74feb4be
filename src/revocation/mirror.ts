// Everything that is revoked, in memory: what each token is looked up in.
import type { Clock } from '../kernel/clock.js';
import type { Revoked, RevokedKind } from '../storage/index.js';
import type { RevocableActor, RevocableClaims } from './revocation.js';
import { createUuidMap, PARTS } from './uuid-map.js';

/** Only grows until things expire: entries may come twice, late and in any order, and the highest generation wins. */
export interface Mirror {
  /** True when it was news. What has expired is none. */
  apply(revoked: Revoked): boolean;
  /** Whether anything here ends the token. */
  covers(token: RevocableClaims): boolean;
  /** Removes some of what has expired; everything within PARTS calls. */
  sweep(): void;
  /** Entries by kind, expired ones that are not swept yet among them. */
  sizes(): Readonly<Record<RevokedKind, number>>;
  /** What they take. */
  bytes(): number;
}

/** What an entry holds; in the year 2106. */
const LAST_SECOND = 2 ** 32 - 1;

export { PARTS };

export function createMirror(clock: Pick<Clock, 'now'>): Mirror {
  const tokens = createUuidMap();
  const credentials = createUuidMap();
  const principals = createUuidMap();
  const organizations = createUuidMap();
  const maps = { token: tokens, credential: credentials, principal: principals, organization: organizations };
  const signingKeys = new Map<string, number>();

  function applySigningKey({ key, expiresAt }: Revoked): boolean {
    const known = signingKeys.get(key) ?? 0;
    signingKeys.set(key, Math.max(known, expiresAt));
    return expiresAt > known;
  }

  function coversActor({ client_id, sub, org_ids, gens, act }: RevocableActor): boolean {
    if (credentials.get(client_id) > gens.cred || principals.get(sub) > gens.sub) return true;
    return organizations.get(org_ids) > gens.org || (act !== undefined && coversActor(act));
  }

  return {
    apply(revoked) {
      const { kind, key, generation, expiresAt } = revoked;
      if (expiresAt <= clock.now()) return false;
      if (kind === 'signing_key') return applySigningKey(revoked);
      return maps[kind].raise(key, generation, Math.min(Math.ceil(expiresAt / 1000), LAST_SECOND));
    },
    covers: ({ jti, from, cred, sub, org_ids, kid, gens, act }) =>
      tokens.get(jti) > 0 ||
      (from?.some((traded) => tokens.get(traded) > 0) ?? false) ||
      credentials.get(cred) > gens.cred ||
      principals.get(sub) > gens.sub ||
      organizations.get(org_ids) > gens.org ||
      (signingKeys.size > 0 && signingKeys.has(kid)) ||
      (act !== undefined && coversActor(act)),
    sweep() {
      const now = clock.now();
      for (const map of Object.values(maps)) map.sweepNext(now / 1000);
      for (const [kid, expiresAt] of signingKeys) if (expiresAt <= now) signingKeys.delete(kid);
    },
    sizes: () => ({
      token: tokens.size(),
      credential: credentials.size(),
      principal: principals.size(),
      organization: organizations.size(),
      signing_key: signingKeys.size,
    }),
    bytes: () => Object.values(maps).reduce((sum, map) => sum + map.bytes(), 0),
  };
}
