// The grant `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693): a token for one with the same power or less.
import type { Credential } from '../../credentials/index.js';
import { invalidField } from '../../kernel/errors.js';
import { SERVICE_USER } from '../../kernel/principal.js';
import type { AccessTokenClaims, Actor } from '../access-token.js';
import { audienceOf, countingToken } from '../counting-token.js';
import { generationsOf } from '../generations.js';
import { invalidSubject } from '../refusals.js';
import { slugsOf } from '../scope.js';
import type { Grant, GrantDeps, TokenRequest } from './grant.js';

const TOKEN_TYPES: readonly string[] = [
  'urn:ietf:params:oauth:token-type:access_token',
  'urn:ietf:params:oauth:token-type:jwt',
];

/** Actors behind one another, and so tokens that one was exchanged for. */
const LONGEST_CHAIN = 4;

/**
 * The client must authenticate, and becomes the token's actor unless the subject token is its own. A token for this service may be
 * exchanged by every client that was handed it, since it could use it; one for others by a client that its audience names.
 */
export function tokenExchange(authenticateClient: Grant): Grant {
  return async (deps, request, meta) => {
    const client = (await authenticateClient(deps, { ...request, assertion: '' }, meta)).credential;
    checkTypes(request);
    const subject = await countingToken(deps, request.subjectToken);
    if (subject === undefined || !mayExchange(deps, client, subject.claims)) throw invalidSubject('subject_token');
    const actor = request.actorToken === '' ? undefined : await ownToken(deps, client, request.actorToken);
    const { claims, credential } = subject;
    const from = [...(claims.from ?? []), claims.jti, ...(actor ? [actor.jti] : [])];
    const act = actorOf(client, claims);
    if (from.length > 2 * LONGEST_CHAIN || depth(act) > LONGEST_CHAIN) throw invalidSubject('subject_token');
    const limits = {
      scope: slugsOf(claims.scope),
      audience: audienceOf(claims),
      notAfter: Math.min(claims.exp, actor?.exp ?? claims.exp, lastSecond(client)),
      act,
      from,
    };
    return { credential, via: 'token_exchange', limits };
  };
}

function checkTypes(request: TokenRequest): void {
  const accepted = `must be \`${TOKEN_TYPES.join('` or `')}\``;
  if (request.subjectToken === '') throw invalidField('subject_token', 'is required');
  if (!TOKEN_TYPES.includes(request.subjectTokenType)) throw invalidField('subject_token_type', accepted);
  if ((request.actorToken === '') !== (request.actorTokenType === ''))
    throw invalidField('actor_token_type', 'goes with actor_token, and only with it');
  if (request.actorTokenType !== '' && !TOKEN_TYPES.includes(request.actorTokenType))
    throw invalidField('actor_token_type', accepted);
  if (request.requestedTokenType !== '' && !TOKEN_TYPES.includes(request.requestedTokenType))
    throw invalidField('requested_token_type', accepted);
}

/** It says nothing that the client's authentication does not, so it must be the client's; it only shortens the new token's life. */
async function ownToken(deps: GrantDeps, client: Credential, token: string): Promise<AccessTokenClaims> {
  const claims = (await countingToken(deps, token))?.claims;
  if (claims?.sub !== client.serviceUser.id || claims.act !== undefined) throw invalidSubject('actor_token');
  return claims;
}

function mayExchange(deps: GrantDeps, { id, serviceUser }: Credential, claims: AccessTokenClaims): boolean {
  const audience = audienceOf(claims);
  const names = [deps.audience, id, serviceUser.id];
  return claims.sub === serviceUser.id || names.some((name) => audience.includes(name));
}

/** RFC 8693 §4.1: the newest outermost. Who trades on what it acts for already is not named again. */
function actorOf(client: Credential, { act, cred }: AccessTokenClaims): Actor | undefined {
  if (client.id === (act?.client_id ?? cred)) return act;
  return {
    sub: client.serviceUser.id,
    sub_type: SERVICE_USER,
    client_id: client.id,
    org_ids: client.organization?.id ?? '',
    gens: generationsOf(client),
    ...(act && { act }),
  };
}

function depth(actor: Actor | undefined): number {
  return actor === undefined ? 0 : 1 + depth(actor.act);
}

function lastSecond({ expiresAt }: Credential): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(expiresAt / 1000);
}
