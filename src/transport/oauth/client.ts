// How the client of an OAuth request proves itself: in one way and no other (RFC 6749 §2.3).
import { parseAuthorization, parseBasic, refused } from '../../credentials/index.js';
import { FrontierError, invalidField } from '../../kernel/errors.js';
import type { BodyClient } from '../../kernel/rpc.js';
import type { HttpRequest } from '../door.js';
import { headerOf } from '../rest/call-meta.js';
import type { OAuthParameters } from './parameters.js';

export type ClientMethod = 'none' | 'header' | BodyClient;

/** RFC 7523 §2.2. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * What is presented; whether it is any good is the pipeline's to say. Throws invalid_argument for two ways at once or half a way,
 * and unauthenticated for a way there is not; `bearer` says whether the endpoint takes an access token.
 */
export function clientOf(request: HttpRequest, parameters: OAuthParameters, bearer: boolean): ClientMethod {
  const authorization = headerOf(request, 'authorization') ?? '';
  const clientSecret = parameters.one('client_secret');
  const clientAssertion = parameters.one('client_assertion');
  const type = parameters.one('client_assertion_type');
  const hasAssertion = clientAssertion !== '' || type !== '';
  if ([authorization !== '', clientSecret !== '', hasAssertion].filter(Boolean).length > 1) throw ambiguous();
  const clientId = parameters.one('client_id');
  if (authorization !== '') return inHeader(authorization, clientId, bearer);
  if (clientSecret !== '') {
    if (clientId === '') throw invalidField('client_id', 'is required with client_secret');
    return { method: 'client_secret_post', clientId, clientSecret };
  }
  if (!hasAssertion) return 'none';
  if (clientAssertion === '') throw invalidField('client_assertion', 'is required with client_assertion_type');
  if (type === '') throw invalidField('client_assertion_type', 'is required with client_assertion');
  if (type !== JWT_BEARER) throw refused('TYPE_REFUSED');
  return { method: 'private_key_jwt', clientId, clientAssertion };
}

export function presentsBearer(request: HttpRequest): boolean {
  return /^bearer /i.test(headerOf(request, 'authorization') ?? '');
}

function inHeader(header: string, clientId: string, bearer: boolean): ClientMethod {
  const authorization = parseAuthorization(header);
  if (authorization?.scheme === 'bearer' && bearer) return 'header';
  const client = authorization?.scheme === 'basic' ? parseBasic(authorization.value) : undefined;
  if (client === undefined) throw refused('AUTHORIZATION_MALFORMED');
  if (clientId !== '' && clientId !== client.clientId)
    throw invalidField('client_id', 'must be the client of the Authorization header');
  return 'header';
}

function ambiguous(): FrontierError {
  return new FrontierError(
    'invalid_argument',
    'CLIENT_AMBIGUOUS',
    'the client must authenticate in one way, in the Authorization header or in the body',
  );
}
