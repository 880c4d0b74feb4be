// Who is calling, and by which credential.
import type { ObjectRef } from './object-ref.js';

export const USER = 'app/user';
export const SERVICE_USER = 'app/serviceuser';
export const GROUP = 'app/group';

/** What a policy may name: a user, a service user, or every member of a group. */
export interface PrincipalRef extends ObjectRef {
  readonly namespace: typeof USER | typeof SERVICE_USER | typeof GROUP;
}

/** How the caller proved who it is; the `auth_via` claim of upstream. */
export type AuthVia = 'session' | 'pat' | 'jwt_grant' | 'client_credentials' | 'access_token';

/** An authenticated caller. Holds no secret, so it may be logged. */
export interface Principal extends ObjectRef {
  readonly namespace: typeof USER | typeof SERVICE_USER;
  readonly via: AuthVia;
  /** The secret or key that proved it, or that the access token was minted with. */
  readonly credentialId: string;
}

export function isPrincipalRef(ref: ObjectRef): ref is PrincipalRef {
  return ref.namespace === USER || ref.namespace === SERVICE_USER || ref.namespace === GROUP;
}
