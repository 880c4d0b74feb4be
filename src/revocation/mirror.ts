// Everything that is revoked, in memory: what each token is looked up in.
import type { Clock } from '../kernel/clock.js';
import type { Revoked, RevokedKind } from '../storage/index.js';
import type { RevocableActor, RevocableClaims } from './revocation.js';
import { createUuidMap, PARTS } from './uuid-map.js';

/** Only grows until things expire: entries may come twice, late and in any order, and the highest generation wins. */
export interface Mirror {
  /** True when it was news. What has expired is none. */
  apply(revoked: Revoked): boolean;
  /** Whether anything here ends the token, whose claims do not change. */
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
  /** Claims that nothing ended, with how much was known then: a token that is remembered is looked up again only when more is. */
  const notEnded = new WeakMap<RevocableClaims, number>();
  let known = 0;

  function enter(revoked: Revoked): boolean {
    const { kind, key, generation, expiresAt } = revoked;
    if (kind === 'signing_key') return applySigningKey(signingKeys, revoked);
    return maps[kind].raise(key, generation, Math.min(Math.ceil(expiresAt / 1000), LAST_SECOND));
  }

  function coversActor({ client_id, sub, org_ids, gens, act }: RevocableActor): boolean {
    if (credentials.get(client_id) > gens.cred || principals.get(sub) > gens.sub) return true;
    return organizations.get(org_ids) > gens.org || (act !== undefined && coversActor(act));
  }

  function isEnded({ jti, from, cred, sub, org_ids, kid, gens, act }: RevocableClaims): boolean {
    if (tokens.get(jti) > 0 || from?.some((traded) => tokens.get(traded) > 0)) return true;
    if (credentials.get(cred) > gens.cred || principals.get(sub) > gens.sub) return true;
    if (organizations.get(org_ids) > gens.org || (signingKeys.size > 0 && signingKeys.has(kid))) return true;
    return act !== undefined && coversActor(act);
  }

  return {
    apply(revoked) {
      const isNews = revoked.expiresAt > clock.now() && enter(revoked);
      if (isNews) known += 1;
      return isNews;
    },
    covers(token) {
      if (notEnded.get(token) === known) return false;
      const ended = isEnded(token);
      if (!ended) notEnded.set(token, known);
      return ended;
    },
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

function applySigningKey(known: Map<string, number>, { key, expiresAt }: Revoked): boolean {
  const before = known.get(key) ?? 0;
  known.set(key, Math.max(before, expiresAt));
  return expiresAt > before;
}
