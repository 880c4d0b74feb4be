// What a token stands for, told to those who may ask (RFC 7662).
import { refused, type VerifySecretDeps } from '../credentials/index.js';
import { PLATFORM } from '../kernel/object-ref.js';
import { type Principal, SERVICE_USER } from '../kernel/principal.js';
import type { CallMeta } from '../kernel/rpc.js';
import type { Holds } from '../permissions/index.js';
import type { AccessTokenClaims } from './access-token.js';
import { countingStoredToken } from './counting-stored-token.js';
import { audienceOf, type CountingTokenDeps, countingToken, isPartyTo, type Owned } from './counting-token.js';

export interface IntrospectTokenDeps extends CountingTokenDeps, VerifySecretDeps {
  readonly holds: Holds;
}

/** Platform members have it: whoever may ask what others may do may also ask who they are. */
const CHECK = 'app_platform_check';

/** The members of RFC 7662 §2.2, and ours. */
export type Introspection = { readonly active: false } | ({ readonly active: true } & Shown);

interface Shown extends Partial<Pick<AccessTokenClaims, (typeof SHOWN)[number]>> {
  readonly token_type: 'Bearer';
}

const SHOWN = [
  ...(['scope', 'client_id', 'exp', 'iat', 'nbf', 'sub', 'aud', 'iss', 'jti'] as const),
  ...(['act', 'sub_type'] as const),
];

/** A token that counts: whose it is, whom it is for, and what is told of it. */
interface Found {
  readonly owned: Owned;
  readonly audience: readonly string[];
  readonly shown: Shown;
}

/** What a token stands for that counts and is the caller's business; of all others, whatever the cause, nothing but inactive. */
export async function introspectToken(
  deps: IntrospectTokenDeps,
  token: string,
  caller: Principal,
): Promise<Introspection> {
  const found = (await findAccessToken(deps, token)) ?? (await findApiToken(deps, token));
  if (found === undefined || !(await mayAsk(deps, caller, found))) return { active: false };
  return { active: true, ...found.shown };
}

async function findAccessToken(deps: IntrospectTokenDeps, token: string): Promise<Found | undefined> {
  const claims = (await countingToken(deps, token))?.claims;
  if (claims === undefined) return undefined;
  const shown = Object.fromEntries(
    SHOWN.filter((name) => claims[name] !== undefined).map((name) => [name, claims[name]]),
  );
  return { owned: claims, audience: audienceOf(claims), shown: { token_type: 'Bearer', ...shown } };
}

async function findApiToken(deps: IntrospectTokenDeps, token: string): Promise<Found | undefined> {
  const credential = await countingStoredToken(deps, token);
  // The admin token is nobody's business.
  if (credential?.kind !== 'api_token') return undefined;
  const { id, serviceUser, expiresAt, narrowing } = credential;
  const shown = {
    token_type: 'Bearer',
    scope: [...narrowing.permissions].sort().join(' '),
    client_id: id,
    ...(expiresAt !== undefined && { exp: Math.floor(expiresAt / 1000) }),
    sub: serviceUser.id,
    aud: deps.audience,
    iss: deps.issuer,
    jti: id,
    sub_type: SERVICE_USER,
  } as const;
  return { owned: { sub: serviceUser.id, cred: id }, audience: [deps.audience], shown };
}

/** RFC 7662 §4: what is asked about must not authorize the asking, or the endpoint tells finders what their find is good for. */
export function demandOtherToken(token: string, meta: CallMeta): void {
  const presented = [meta.header('authorization'), meta.header('x-user-token')];
  if (token !== '' && presented.some((header) => header?.trim().replace(/^bearer +/i, '') === token))
    throw refused('AUTHORIZATION_AMBIGUOUS');
}

async function mayAsk({ holds }: IntrospectTokenDeps, caller: Principal, { owned, audience }: Found): Promise<boolean> {
  if (isPartyTo(owned, caller) || audience.includes(caller.id) || audience.includes(caller.credentialId)) return true;
  return holds(caller, CHECK, PLATFORM);
}
