// Lists the signing keys for operators.
import type { Clock } from '../kernel/clock.js';
import { type SigningKeyState, stateOf } from './signing-key.js';
import type { KeyRecord, SigningKeyStore } from './store.js';

export interface ListedKey extends KeyRecord {
  readonly state: SigningKeyState;
}

/** Retired ones too; by activation, then kid. */
export async function listKeys({
  store,
  clock,
}: {
  store: SigningKeyStore;
  clock: Clock;
}): Promise<readonly ListedKey[]> {
  const records = await store.list();
  const live = records.filter(({ retiredAt }) => retiredAt === undefined);
  const now = clock.now();
  return records.map((record) => ({
    ...record,
    state: record.retiredAt === undefined ? stateOf(live, record, now) : 'retired',
  }));
}
