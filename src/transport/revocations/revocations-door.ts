// GET /v1beta1/revocations: the signed snapshot, bare or in JSON, and 304 for those who have it.
import { create } from '@bufbuild/protobuf';
import type { Door } from '../door.js';
import { end, headerIn } from '../http.js';
import { isFresh } from '../jwks/entity-tag.js';
import type { Answer, Invoke, Method } from '../pipeline.js';
import type { Exchange } from '../refuse.js';
import { answerAllow, answerError, answerMessage, type MetaExchange } from '../rest/answers.js';
import { RestMeta } from '../rest/call-meta.js';
import { methodNotAllowed } from '../rest/refusals.js';
import { parseTarget, pathSegments } from '../rest/target.js';

export interface RevocationsDoorDeps {
  readonly methods: readonly Method[];
  readonly invoke: Invoke;
}

const METHOD = 'FrontierService/GetRevocations';
const PATH = 'v1beta1/revocations';
const TYPE = 'application/revocations+jwt';

const ALLOW = 'GET, HEAD, OPTIONS';

/** Beside the RPC of the same path, which can answer neither 304 nor the bare JWT. */
export function createRevocationsDoor({ methods, invoke }: RevocationsDoorDeps): Door {
  const method = methods.find(({ name }) => name === METHOD);
  return {
    handles: ({ url }) => method !== undefined && pathSegments(parseTarget(url ?? '').path).join('/') === PATH,
    serve: (request, response) => {
      const exchange = { request, response };
      if (method !== undefined && (request.method === 'GET' || request.method === 'HEAD'))
        void call(invoke, method, exchange);
      else if (request.method === 'OPTIONS') answerAllow(exchange, ALLOW);
      else {
        response.setHeader('allow', ALLOW);
        answerError(exchange, methodNotAllowed(ALLOW));
      }
    },
  };
}

async function call(invoke: Invoke, method: Method, exchange: Exchange): Promise<void> {
  let begun: Exchange | MetaExchange = exchange;
  try {
    const called = { ...exchange, meta: new RestMeta(exchange.request, exchange.response) };
    begun = called;
    const answer = await invoke(method, create(method.descriptor.input), called.meta);
    answerSnapshot(called, method, answer);
  } catch (error) {
    answerError(begun, error);
  }
}

function answerSnapshot(exchange: MetaExchange, { descriptor }: Method, answer: Answer): void {
  const { request, response, meta } = exchange;
  const replies = meta.takeReplies();
  for (const [name, value] of Object.entries(replies)) response.setHeader(name, value);
  response.setHeader('vary', 'Accept');
  if (isFresh(request.headers['if-none-match'], replies['etag'] ?? '')) {
    response.statusCode = 304;
    response.end();
  } else if (headerIn(request.headers, 'accept')?.toLowerCase().includes(TYPE)) {
    const { jwt = '' } = answer as { readonly jwt?: string };
    response.setHeader('content-type', TYPE);
    response.setHeader('content-length', jwt.length);
    end(response, request.method === 'HEAD' ? '' : jwt);
  } else answerMessage(exchange, descriptor.output, answer);
}
