// Turns the library's `internal` for bytes that are no message into invalid_argument: they are the client's fault.
import type { ConnectRouter } from '@connectrpc/connect';
import { createAsyncIterable } from '@connectrpc/connect/protocol';
import { malformedMessage } from '../malformed-message.js';
import { type Carried, carrying } from './exchange.js';

export type Handler = ConnectRouter['handlers'][number];
export type UniversalRequest = Parameters<Handler>[0];
export type UniversalResponse = Awaited<ReturnType<Handler>>;

/** An envelope of gRPC with an empty message: no flags, length 0. */
const EMPTY_ENVELOPE = new Uint8Array(5);
const EMPTY_MESSAGE = new Uint8Array(0);
/** How gRPC-Web writes the status at the end of its body, and Connect at the end of a stream. */
const INTERNAL = ['grpc-status: 13\r\n', '"code":"internal"'];

/**
 * Calls `handler`; when it failed with `internal` before the RPC had begun, lets it write the right error
 * by calling it again with an empty message and a refusal.
 */
export async function callHandler(
  handler: Handler,
  request: UniversalRequest,
  peer: string,
): Promise<UniversalResponse> {
  const exchange: Carried = { peer, reached: false, refusal: undefined };
  const response = await handler({ ...request, contextValues: carrying(exchange) });
  if (exchange.reached || !takesOneMessage(handler)) return response;
  const { internal, body } = await inspect(response);
  if (!internal) return body === undefined ? response : { ...response, body };
  const header = new Headers(request.header);
  header.delete('content-length');
  return handler({
    ...request,
    header,
    body: createAsyncIterable([isEnveloped(request) ? EMPTY_ENVELOPE : EMPTY_MESSAGE]),
    contextValues: carrying({ peer, reached: false, refusal: malformedMessage() }),
  });
}

/** Whether a response says `internal`; `body` where it had to be read for that. Before the RPC has begun there is only an end to read. */
async function inspect(response: UniversalResponse): Promise<{ internal: boolean; body?: AsyncIterable<Uint8Array> }> {
  if (response.status !== 200) return { internal: response.status === 500 };
  if (response.trailer !== undefined) return { internal: response.trailer.get('grpc-status') === '13' };
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return { internal: INTERNAL.some((text) => body.includes(text)), body: createAsyncIterable(chunks) };
}

function takesOneMessage({ method }: Handler): boolean {
  return method.methodKind === 'unary' || method.methodKind === 'server_streaming';
}

function isEnveloped(request: UniversalRequest): boolean {
  return /^application\/(grpc|connect\+)/.test(request.header.get('content-type') ?? '');
}
