// Whom a request means that gives or takes a relation to the platform.
import { notFound } from '../../kernel/errors.js';
import { isUuid, optional, uuid } from '../../kernel/input.js';
import { type PrincipalRef, SERVICE_USER, USER } from '../../kernel/principal.js';
import { userKey } from '../../organizations/index.js';
import type { PlatformStore } from './store.js';

/** One of them must be given; `namesOne` and `ONE_PRINCIPAL` say so to a request's schema. */
export interface PlatformPrincipal {
  /** UUID, or e-mail address in lower case. */
  readonly userId?: string | undefined;
  readonly serviceuserId?: string | undefined;
}

export const platformPrincipal = { userId: optional(userKey), serviceuserId: optional(uuid) };

export const ONE_PRINCIPAL = {
  message: 'exactly one of user_id and serviceuser_id must be given',
  path: ['userId'],
};

export function namesOne({ userId, serviceuserId }: PlatformPrincipal): boolean {
  return (userId === undefined) !== (serviceuserId === undefined);
}

/** The user or service user named. Throws not_found for an e-mail address that nobody has; ids are not looked up. */
export async function resolvePrincipal(
  { platform }: { readonly platform: PlatformStore },
  { userId = '', serviceuserId }: PlatformPrincipal,
): Promise<PrincipalRef> {
  if (serviceuserId !== undefined) return { namespace: SERVICE_USER, id: serviceuserId };
  const id = isUuid(userId) ? userId : await platform.userIdByEmail(userId);
  if (id === undefined) throw notFound('user');
  return { namespace: USER, id };
}
