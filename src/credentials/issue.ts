// What secrets, keys and API tokens have in common when they are made.
import { invalidField, notAuthorized } from '../kernel/errors.js';
import { refKey } from '../kernel/object-ref.js';
import type { Principal } from '../kernel/principal.js';
import type { CredentialsDeps } from './deps.js';
import { getServiceUser, type ServiceUserName } from './get-service-user.js';
import type { Issued } from './issued.js';

export interface Issue extends ServiceUserName {
  readonly title: string;
  /** Milliseconds since the epoch; undefined: never. */
  readonly expiresAt: number | undefined;
}

/** Live secrets that a service user may have at a time, and live keys; expired ones do not count. */
export const MAX_LIVE = 10;
/** Live API tokens that it may have at a time. */
export const MAX_LIVE_TOKENS = 100;

/** 9999-12-31T23:59:59.999Z, the last that google.protobuf.Timestamp holds. */
const LAST_EXPIRY = 253_402_300_799_999;

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'clock' | 'random'>;

/** Throws not_found as getServiceUser does, and invalid_argument `expires_at` for an expiry that is not ahead. */
export async function issue(deps: Deps, input: Issue, caller: Principal): Promise<Issued> {
  const now = deps.clock.now();
  checkExpiry(input.expiresAt, now);
  const serviceUser = await getServiceUser(deps, input);
  return {
    id: deps.random.uuid(),
    serviceUserId: serviceUser.id,
    title: input.title,
    expiresAt: input.expiresAt,
    lastUsedAt: undefined,
    createdBy: refKey(caller),
    createdAt: now,
  };
}

/** A secret or a key has all the power of its service user: a narrowed token, which has less, can make none. Throws permission_denied. */
export function demandWhole({ narrowing }: Principal): void {
  if (narrowing !== undefined) throw notAuthorized('TOKEN_NOT_PERMITTED');
}

function checkExpiry(expiresAt: number | undefined, now: number): void {
  if (expiresAt === undefined) return;
  if (expiresAt <= now) throw invalidField('expires_at', 'must be in the future');
  if (expiresAt > LAST_EXPIRY) throw invalidField('expires_at', 'must be before the year 10000');
}
