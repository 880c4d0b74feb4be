// Makes MACs anew after a change of the master key, beside the calls that showed the secrets.
import type { RenewedMac, SecretStore } from './store.js';

/** Returns at once; what fails is done at the next use of the secret. */
export type RenewMac = (renewed: RenewedMac) => void;

/** At once; more than that, and calls had to share the database with them. */
const AT_ONCE = 4;

/** Writes each MAC once, however many calls show its secret meanwhile. */
export function createMacRenewer(secrets: Pick<SecretStore, 'renewMac'>): RenewMac {
  const underWay = new Set<string>();
  return (renewed) => {
    const { id } = renewed;
    if (underWay.has(id) || underWay.size >= AT_ONCE) return;
    underWay.add(id);
    secrets
      .renewMac(renewed)
      .catch(() => undefined)
      .finally(() => underWay.delete(id));
  };
}
