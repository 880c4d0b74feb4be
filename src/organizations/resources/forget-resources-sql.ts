// Removes what names resources, ahead of the rows themselves.
import { forgetObjects, type Write } from '../../storage/index.js';

export interface ForgottenResource {
  readonly id: string;
  readonly namespace: string;
  readonly urn: string;
}

/** The resources' rows must be locked already. */
export async function forgetResources(transaction: Write, resources: readonly ForgottenResource[]): Promise<void> {
  const byNamespace = new Map<string, string[]>();
  for (const { id, namespace, urn } of resources) {
    const ids = byNamespace.get(namespace) ?? [];
    byNamespace.set(namespace, ids);
    ids.push(id);
    transaction.changed('name', urnKey(urn));
  }
  for (const [namespace, ids] of byNamespace) await forgetObjects(transaction, namespace, ids);
}

/** The key under which the change feed names a URN. */
export function urnKey(urn: string): string {
  return `urn:${urn}`;
}
