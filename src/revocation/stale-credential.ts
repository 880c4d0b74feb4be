// Which credentials kept in memory a revocation makes stale.
import type { Change, Revoked } from '../storage/index.js';

/** As the change feed would tell it, a moment later; undefined when none are. */
export function staleCredential({ kind, key }: Revoked): Change | undefined {
  if (kind === 'credential') return { kind, key };
  if (kind === 'principal') return { kind: 'object', key: `app/serviceuser:${key}` };
  if (kind === 'organization') return { kind: 'object', key: `app/organization:${key}` };
  return undefined;
}
