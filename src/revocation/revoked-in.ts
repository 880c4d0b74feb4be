// What a write ended, out of the changes that it told.
import { type Change, decodeRevoked, type Revoked } from '../storage/index.js';

export function revokedIn(changes: readonly Change[]): readonly Revoked[] {
  return changes.flatMap(({ kind, key }) => (kind === 'revocation' ? (decodeRevoked(key) ?? []) : []));
}
