// Writes the answers of OAuth endpoints; nobody may keep one (RFC 6749 §5.1).
import { asFrontierError, toStatus } from '../errors.js';
import { cutOff } from '../http.js';
import { oauthDescription, toOAuthError } from '../oauth-errors.js';
import type { Exchange } from '../refuse.js';
import { presentsBearer } from './client.js';

export interface Body {
  readonly type: string;
  readonly text: string;
}

const BASIC = 'Basic realm="frontier"';

export function answerBody({ request, response }: Exchange, body: Body | undefined): void {
  if (response.headersSent) return;
  neverStore({ request, response });
  if (body !== undefined) response.setHeader('content-type', body.type);
  response.setHeader('content-length', Buffer.byteLength(body?.text ?? ''));
  response.end(body?.text ?? '');
}

/** RFC 6749 §5.2. `bearer`: the endpoint takes an access token, so that RFC 6750 §3 speaks of one that is no good. */
export function answerOAuthError(exchange: Exchange, thrown: unknown, bearer: boolean): void {
  const { request, response } = exchange;
  if (response.headersSent) {
    cutOff(response);
    return;
  }
  const error = asFrontierError(thrown);
  const known = toOAuthError(error);
  const { challenge, retryAfter } = toStatus(error);
  const byBearer = bearer && presentsBearer(request);
  const name = known.error === 'invalid_client' && byBearer ? 'invalid_token' : known.error;
  // RFC 6749 §5.2: a client that used the header is told which scheme there is.
  const byNothing = bearer && error.reason === 'NOT_AUTHENTICATED';
  if (known.httpStatus === 401)
    response.setHeader('www-authenticate', byBearer || byNothing ? (challenge ?? BASIC) : BASIC);
  if (retryAfter !== undefined) response.setHeader('retry-after', Math.ceil(retryAfter));
  response.statusCode = known.httpStatus;
  const text = JSON.stringify({ error: name, error_description: oauthDescription(error) });
  answerBody(exchange, { type: 'application/json', text });
}

function neverStore({ response }: Exchange): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('pragma', 'no-cache');
}
