// The OAuth door: token, introspection and revocation endpoints, each an RPC in the words of the RFCs, and the metadata.
import { create } from '@bufbuild/protobuf';
import { settle } from '../../kernel/awaitable.js';
import type { OAuthRpc } from '../../tokens/index.js';
import type { Door, HttpRequest } from '../door.js';
import type { Invoke } from '../pipeline.js';
import type { Exchange } from '../refuse.js';
import { answerAllow } from '../rest/answers.js';
import { announcesTooMuch, discardBody, readBody } from '../rest/body.js';
import { bodyTooLarge, methodNotAllowed } from '../rest/refusals.js';
import { parseTarget } from '../rest/target.js';
import { answerBody, answerOAuthError } from './answers.js';
import { oauthMeta } from './call-meta.js';
import { clientOf } from './client.js';
import type { Endpoint } from './endpoint.js';
import { type MetadataDeps, metadata, metadataPaths } from './metadata.js';
import { oauthParameters } from './parameters.js';
import { oauthEndpoints } from './rpc.js';

export interface OAuthDoorDeps extends MetadataDeps {
  readonly rpc: OAuthRpc;
  readonly invoke: Invoke;
}

/** Two assertions and more, and every parameter with them. */
const MAX_BODY_BYTES = 64 * 1024;
const METADATA_CACHE = 'public, max-age=300';

export function createOAuthDoor(deps: OAuthDoorDeps): Door {
  const endpoints = new Map(oauthEndpoints(deps.rpc).map((endpoint) => [endpoint.path, endpoint]));
  const documents = new Set(metadataPaths(deps.issuer));
  return {
    handles: (request) => endpoints.has(pathOf(request)) || documents.has(pathOf(request)),
    serve: (request, response) => {
      const exchange = { request, response };
      const endpoint = endpoints.get(pathOf(request));
      if (endpoint === undefined) serveMetadata(deps, exchange);
      else serveEndpoint(deps.invoke, exchange, endpoint);
    },
  };
}

function pathOf(request: HttpRequest): string {
  return parseTarget(request.url ?? '').path;
}

function serveEndpoint(invoke: Invoke, exchange: Exchange, endpoint: Endpoint): void {
  const { request } = exchange;
  const tooLarge = () => answerOAuthError(exchange, bodyTooLarge(MAX_BODY_BYTES), endpoint.bearer);
  if (request.method !== 'POST') {
    refuseMethod(exchange, 'POST');
  } else if (announcesTooMuch(request, MAX_BODY_BYTES)) {
    tooLarge();
    discardBody(request, MAX_BODY_BYTES);
  } else {
    readBody(request, MAX_BODY_BYTES, (body) => {
      if (body === undefined) tooLarge();
      else call(invoke, exchange, { endpoint, body });
    });
  }
}

function call(invoke: Invoke, exchange: Exchange, { endpoint, body }: { endpoint: Endpoint; body: Buffer }): void {
  const { request } = exchange;
  settle(
    () => {
      const parameters = oauthParameters(request, parseTarget(request.url ?? '').query, body);
      const client = clientOf(request, parameters, endpoint.bearer);
      const message = endpoint.message({ parameters, authenticated: client !== 'none', request });
      return invoke(endpoint.method, message, oauthMeta(exchange, client));
    },
    (answer) => answerBody(exchange, endpoint.body(create(endpoint.method.descriptor.output, answer))),
    (error) => answerOAuthError(exchange, error, endpoint.bearer),
  );
}

function serveMetadata(deps: MetadataDeps, exchange: Exchange): void {
  const { request, response } = exchange;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuseMethod(exchange, 'GET, HEAD');
    return;
  }
  const text = JSON.stringify(metadata(deps));
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(text));
  response.setHeader('cache-control', METADATA_CACHE);
  // Public, and read by clients in browsers, too.
  response.setHeader('access-control-allow-origin', '*');
  if (request.method === 'HEAD') response.end();
  else response.end(text);
}

function refuseMethod(exchange: Exchange, allow: string): void {
  if (exchange.request.method === 'OPTIONS') {
    answerAllow(exchange, allow);
    return;
  }
  exchange.response.setHeader('allow', allow);
  answerOAuthError(exchange, methodNotAllowed(allow), false);
}
