// The grant `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1) for a JWT made for this one request.
import { refused, verifyAssertionOnce } from '../../credentials/index.js';
import { invalidField } from '../../kernel/errors.js';
import { type Jws, parseJws } from '../../signing/index.js';
import { invalidGrant, isRefusal } from '../refusals.js';
import type { Grant, GrantDeps, TokenRequest } from './grant.js';

/** RFC 7523 §3.1: a client may authenticate as well, with another credential of the same service user. */
export const oauthJwtBearer: Grant = async (deps, request, meta) => {
  if (request.assertion === '') throw invalidField('assertion', 'is required');
  const client = await deps.authenticate(meta);
  try {
    const key = await provenKey(deps, request);
    if (client !== undefined && client.id !== key.serviceUser.id) throw refused('SUBJECT_REFUSED');
    return { credential: key, via: 'jwt_grant' };
  } catch (error) {
    throw isRefusal(error) ? invalidGrant(error.cause) : error;
  }
};

async function provenKey(deps: GrantDeps, { assertion, clientId }: TokenRequest) {
  const jws = parseJws(assertion);
  if (jws === undefined) throw refused('TOKEN_MALFORMED');
  if (clientId !== '' && !mayName(jws, clientId)) throw refused('SUBJECT_REFUSED');
  return verifyAssertionOnce(deps, jws, { audiences: [deps.issuer, tokenEndpoint(deps.issuer)] });
}

/** All three must turn out to be the key or its owner, so that a client_id among them names no other. */
function mayName({ header, payload }: Jws, clientId: string): boolean {
  return [header['kid'], payload['iss'], payload['sub']].includes(clientId);
}

/** RFC 7523 §3: the token endpoint, too, names the audience of a grant. */
function tokenEndpoint(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/oauth2/token`;
}
