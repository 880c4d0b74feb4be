// Makes the admin token; this answer is the only place where it is ever seen.
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import { Redacted } from '../../kernel/redacted.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../../permissions/index.js';
import { generateSecret } from '../secrets/secret-format.js';
import type { SecretMac } from '../secrets/secret-mac.js';
import type { AdminTokenStore } from './store.js';

export interface AdminTokenDeps {
  readonly adminTokens: AdminTokenStore;
  readonly mac: SecretMac;
  readonly clock: Clock;
  readonly random: Random;
}

/** A new one in place of the one there is, which is refused from then on; with `onlyFirst` undefined when there is one. */
export async function rotateAdminToken(
  deps: AdminTokenDeps,
  { onlyFirst }: { readonly onlyFirst: boolean },
): Promise<Redacted<string> | undefined> {
  const id = deps.random.uuid();
  const text = generateSecret(id, deps.random, 'admin_token');
  const mac = deps.mac.compute({ credentialId: id, serviceUserId: BOOTSTRAP_SERVICE_USER_ID }, text);
  const token = { id, mac, macKeyId: deps.mac.keyId };
  const { value: stored } = await deps.adminTokens.replace(token, { now: deps.clock.now(), onlyFirst });
  return stored ? new Redacted(text) : undefined;
}
