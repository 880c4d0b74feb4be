// A credential together with everything that decides whether it counts right now.
import type { Narrowing } from '../kernel/principal.js';
import type { VerifyingKey } from '../signing/index.js';
import type { Refusal } from './refusal.js';

interface CredentialState {
  readonly id: string;
  /** Tokens minted with an older one are refused; so for the two below. */
  readonly generation: number;
  /** Milliseconds since the epoch; from then on it no longer counts. Undefined: never. */
  readonly expiresAt: number | undefined;
  readonly serviceUser: Standing;
  /** Undefined for the platform's own service users. */
  readonly organization: Standing | undefined;
}

interface Standing {
  readonly id: string;
  readonly enabled: boolean;
  readonly generation: number;
}

/** What is stored of the secret part: a MAC, and which key made it. */
interface Mac {
  readonly mac: Buffer;
  readonly macKeyId: string;
}

export interface SecretCredential extends CredentialState, Mac {
  readonly kind: 'secret';
}

/** Stands for its service user narrowed; the admin token for the bootstrap service user, to make API tokens alone. */
export interface TokenCredential extends CredentialState, Mac {
  readonly kind: 'api_token' | 'admin_token';
  readonly narrowing: Narrowing;
}

export type MacCredential = SecretCredential | TokenCredential;

export interface KeyCredential extends CredentialState, VerifyingKey {
  readonly kind: 'key';
}

export type Credential = MacCredential | KeyCredential;

/** Why the credential does not count at `now`, though it was proved; undefined when it does. */
export function refusalOf({ expiresAt, serviceUser, organization }: Credential, now: number): Refusal | undefined {
  if (expiresAt !== undefined && expiresAt <= now) return 'CREDENTIAL_EXPIRED';
  if (!serviceUser.enabled) return 'SERVICE_USER_DISABLED';
  if (organization?.enabled === false) return 'ORGANIZATION_DISABLED';
  return undefined;
}
