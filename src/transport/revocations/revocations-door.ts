// GET /v1beta1/revocations: the signed snapshot, bare or in JSON, and 304 for those who have it.
import { create, type Message } from '@bufbuild/protobuf';
import { settle } from '../../kernel/awaitable.js';
import type { Door, HttpRequest } from '../door.js';
import { headerIn } from '../http.js';
import { isFresh } from '../jwks/entity-tag.js';
import type { Invoke, Method } from '../pipeline.js';
import { answerError, answerMessage, type MetaExchange } from '../rest/answers.js';
import { RestMeta } from '../rest/call-meta.js';
import { parseTarget, pathSegments } from '../rest/target.js';

export interface RevocationsDoorDeps {
  readonly methods: readonly Method[];
  readonly invoke: Invoke;
}

const METHOD = 'FrontierService/GetRevocations';
const PATH = 'v1beta1/revocations';
const TYPE = 'application/revocations+jwt';

/** Beside the RPC of the same path, which can answer neither 304 nor the bare JWT; REST answers for the other methods. */
export function createRevocationsDoor({ methods, invoke }: RevocationsDoorDeps): Door {
  const method = methods.find(({ name }) => name === METHOD);
  return {
    handles: (request) => method !== undefined && isAsked(request),
    serve: (request, response) => {
      if (method === undefined) return;
      const meta = new RestMeta(request, response);
      const exchange = { request, response, meta };
      settle(
        () => invoke(method, create(method.descriptor.input), meta),
        (answer) => answerSnapshot(exchange, method, answer as Message & { readonly jwt: string }),
        (error) => answerError(exchange, error),
      );
    },
  };
}

function isAsked({ method, url }: HttpRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return pathSegments(parseTarget(url ?? '').path).join('/') === PATH;
}

function answerSnapshot(
  exchange: MetaExchange,
  { descriptor }: Method,
  answer: Message & { readonly jwt: string },
): void {
  const { request, response, meta } = exchange;
  for (const [name, value] of Object.entries(meta.takeReplies())) response.setHeader(name, value);
  response.setHeader('vary', 'Accept');
  const bare = headerIn(request.headers, 'accept')?.toLowerCase().includes(TYPE) ?? false;
  if (isFresh(request.headers['if-none-match'], entityTag(response.getHeader('etag')))) {
    response.statusCode = 304;
    response.end();
  } else if (bare) {
    response.setHeader('content-type', TYPE);
    response.setHeader('content-length', answer.jwt.length);
    end(response, request.method === 'HEAD' ? '' : answer.jwt);
  } else answerMessage(exchange, descriptor.output, answer);
}

/** As comparing wants it: weak and strong are the same (RFC 9110 §13.1.2). */
function entityTag(header: unknown): string {
  return String(header).replace(/^W\//, '');
}

/** The two kinds of response agree on this much of their overloads. */
function end(response: { end(text: string): unknown }, text: string): void {
  response.end(text);
}
