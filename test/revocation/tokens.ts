// Tokens as revocation sees them, for tests that mint none.
import { randomUUID } from 'node:crypto';
import type { RevocableClaims } from '../../src/revocation/index.js';

export function claims(given: Partial<RevocableClaims> = {}): RevocableClaims {
  return {
    jti: randomUUID(),
    cred: randomUUID(),
    sub: randomUUID(),
    org_ids: randomUUID(),
    kid: `kid-${randomUUID()}`,
    gens: { cred: 1, sub: 1, org: 1 },
    ...given,
  };
}
