// What a token stands for, told to those who may ask (RFC 7662).
import { refused } from '../credentials/index.js';
import { PLATFORM } from '../kernel/object-ref.js';
import type { Principal } from '../kernel/principal.js';
import type { CallMeta } from '../kernel/rpc.js';
import type { Holds } from '../permissions/index.js';
import type { AccessTokenClaims } from './access-token.js';
import { audienceOf, type CountingTokenDeps, countingToken, isPartyTo } from './counting-token.js';

export interface IntrospectTokenDeps extends CountingTokenDeps {
  readonly holds: Holds;
}

/** Platform members have it: whoever may ask what others may do may also ask who they are. */
const CHECK = 'app_platform_check';

/** The members of RFC 7662 §2.2, and ours. */
export type Introspection = { readonly active: false } | ({ readonly active: true } & Shown);

interface Shown extends Pick<AccessTokenClaims, (typeof SHOWN)[number]> {
  readonly token_type: 'Bearer';
}

const SHOWN = [
  ...(['scope', 'client_id', 'exp', 'iat', 'nbf', 'sub', 'aud', 'iss', 'jti'] as const),
  ...(['act', 'sub_type'] as const),
];

/** What a token stands for that counts and is the caller's business; of all others, whatever the cause, nothing but inactive. */
export async function introspectToken(
  deps: IntrospectTokenDeps,
  token: string,
  caller: Principal,
): Promise<Introspection> {
  const claims = (await countingToken(deps, token))?.claims;
  if (claims === undefined || !(await mayAsk(deps, caller, claims))) return { active: false };
  const shown = Object.fromEntries(
    SHOWN.filter((name) => claims[name] !== undefined).map((name) => [name, claims[name]]),
  );
  return { active: true, token_type: 'Bearer', ...(shown as Omit<Shown, 'token_type'>) };
}

/** RFC 7662 §4: what is asked about must not authorize the asking, or the endpoint tells finders what their find is good for. */
export function demandOtherToken(token: string, meta: CallMeta): void {
  const presented = [meta.header('authorization'), meta.header('x-user-token')];
  if (token !== '' && presented.some((header) => header?.trim().replace(/^bearer +/i, '') === token))
    throw refused('AUTHORIZATION_AMBIGUOUS');
}

async function mayAsk({ holds }: IntrospectTokenDeps, caller: Principal, claims: AccessTokenClaims): Promise<boolean> {
  const audience = audienceOf(claims);
  if (isPartyTo(claims, caller) || audience.includes(caller.id) || audience.includes(caller.credentialId)) return true;
  return holds(caller, CHECK, PLATFORM);
}
