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

/** What a token may do at most: a decision for it is the intersection of this and of what its owner is allowed at that moment. */
export interface Narrowing {
  /** Slugs. */
  readonly permissions: ReadonlySet<string>;
  /** By its id: at this object and what lies below it alone; undefined: anywhere. */
  readonly resource: ObjectRef | undefined;
  /** Milliseconds since the epoch: no token made by this one may live longer. Undefined: it makes none. */
  readonly expiresAt?: number | undefined;
  /** The only RPCs it may call, e.g. `FrontierService/CreateToken`; undefined: all. */
  readonly calls?: ReadonlySet<string> | undefined;
}

/** Whom a decision is about: a principal, as far as the token reaches that it comes by. */
export interface Holder extends ObjectRef {
  /** Undefined for who comes with all they are allowed. */
  readonly narrowing?: Narrowing | undefined;
}

/** An authenticated caller. Holds no secret, so it may be logged. Pass it on whole: its id alone says nothing of its narrowing. */
export interface Principal extends Holder {
  readonly namespace: typeof USER | typeof SERVICE_USER;
  readonly via: AuthVia;
  /** The secret or key that proved it, or that the access token was minted with. */
  readonly credentialId: string;
}

export function isPrincipalRef(ref: ObjectRef): ref is PrincipalRef {
  return ref.namespace === USER || ref.namespace === SERVICE_USER || ref.namespace === GROUP;
}
