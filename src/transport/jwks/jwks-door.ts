// GET /.well-known/jwks.json and /v1beta1/auth/jwks: the key set, out of memory, for whoever verifies our tokens.
import { FrontierError } from '../../kernel/errors.js';
import { JWKS_CACHE_CONTROL, type JwkSet } from '../../signing/index.js';
import type { Door, HttpRequest, HttpResponse } from '../door.js';
import { end } from '../http.js';
import { refuse } from '../refuse.js';
import { parseTarget, pathSegments } from '../rest/target.js';
import { isFresh } from './entity-tag.js';

/** RFC 7517 §8.5.2; the second is a path of GetJWKs, whose clients know its answers as JSON. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.well-known/jwks.json', 'application/jwk-set+json'],
  ['v1beta1/auth/jwks', 'application/json'],
]);

const ALLOW = 'GET, HEAD, OPTIONS';

/** Beside the RPC of the same paths: that one can answer neither 304 nor the type of a key set. */
export function createJwksDoor(current: () => JwkSet): Door {
  return {
    handles: (request) => CONTENT_TYPES.has(nameOf(request)),
    serve: (request, response) => {
      const contentType = CONTENT_TYPES.get(nameOf(request)) ?? '';
      // There is nothing to it that not everyone may read, and it is the same for all.
      response.setHeader('access-control-allow-origin', '*');
      if (request.method === 'GET' || request.method === 'HEAD') answer({ request, response, contentType }, current());
      else if (request.method === 'OPTIONS') preflight(response);
      else refuse({ request, response }, notAllowed(), { httpStatus: 405, headers: { allow: ALLOW } });
    },
  };
}

/** Empty segments are left out: old clients build `//.well-known/jwks.json`. */
function nameOf(request: HttpRequest): string {
  return pathSegments(parseTarget(request.url ?? '').path).join('/');
}

interface Asked {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly contentType: string;
}

function answer({ request, response, contentType }: Asked, { body, etag }: JwkSet): void {
  // RFC 9110 §15.4.5: those that a 200 would have had.
  response.setHeader('cache-control', JWKS_CACHE_CONTROL);
  response.setHeader('etag', etag);
  if (isFresh(request.headers['if-none-match'], etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', body.length);
  end(response, request.method === 'HEAD' ? '' : body);
}

/** For pages that send If-None-Match themselves. */
function preflight(response: HttpResponse): void {
  response.setHeader('allow', ALLOW);
  response.setHeader('access-control-allow-methods', ALLOW);
  response.setHeader('access-control-allow-headers', 'If-None-Match');
  response.statusCode = 204;
  response.end();
}

function notAllowed(): FrontierError {
  return new FrontierError('unimplemented', 'METHOD_NOT_ALLOWED', 'only GET and HEAD');
}
