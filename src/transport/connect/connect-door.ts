// The door for Connect, gRPC-Web and gRPC: finds the RPC by its path and lets Connect's library speak the protocol.
import { type ConnectRouter, createConnectRouter } from '@connectrpc/connect';
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import { FrontierError } from '../../kernel/errors.js';
import type { Door } from '../door.js';
import { asFrontierError } from '../errors.js';
import { encodeGrpcMessage } from '../grpc-message.js';
import { cutOff, pathOf, peerOf } from '../http.js';
import { MAX_MESSAGE_BYTES } from '../limits.js';
import type { StreamMethod } from '../method.js';
import type { Invoke, Method } from '../pipeline.js';
import { type Exchange, isRpc, refuse } from '../refuse.js';
import type { InvokeStream } from '../stream-pipeline.js';
import { implement, implementStream } from './implement.js';
import { callHandler, type Handler, type UniversalRequest } from './malformed.js';
import { dropEndlessTimeout } from './timeout.js';

export interface ConnectDoorDeps {
  readonly methods: readonly Method[];
  readonly invoke: Invoke;
  readonly streams: readonly StreamMethod[];
  readonly invokeStream: InvokeStream;
  /** Services beside the product's, e.g. health and reflection; they do not pass the pipeline. */
  readonly services: readonly ((router: ConnectRouter) => void)[];
}

/** Also answers RPCs that do not exist: unimplemented, as Connect and gRPC prescribe. */
export function createConnectDoor({ methods, invoke, streams, invokeStream, services }: ConnectDoorDeps): Door {
  const router = createConnectRouter({
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
    acceptCompression: [compressionGzip, compressionBrotli],
  });
  for (const method of methods) implement(router, method, invoke);
  for (const method of streams) implementStream(router, method, invokeStream);
  for (const register of services) register(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return {
    handles: isRpc,
    serve: (request, response) => {
      const handler = handlers.get(pathOf(request));
      if (handler === undefined) refuse({ request, response }, unknownMethod(pathOf(request)), { httpStatus: 404 });
      else answer(handler, { request, response }).catch(() => cutOff(response));
    },
  };
}

async function answer(handler: Handler, exchange: Exchange): Promise<void> {
  try {
    const request = universalRequest(exchange);
    dropEndlessTimeout(request.header);
    const response = await callHandler(handler, request, peerOf(exchange.request));
    spellOut(response.trailer);
    await universalResponseToNodeResponse(response, exchange.response);
  } catch (error) {
    refuse(exchange, asFrontierError(error));
  }
}

/** The library encodes more of `grpc-message` than grpc-js, for one, decodes. */
function spellOut(trailer: Headers | undefined): void {
  const message = trailer?.get('grpc-message');
  if (message) trailer?.set('grpc-message', encodeGrpcMessage(decodeURIComponent(message)));
}

/** The library builds a URL out of the Host header, and throws when that cannot be. */
function universalRequest({ request, response }: Exchange): UniversalRequest {
  try {
    return universalRequestFromNodeRequest(request, response, undefined, undefined);
  } catch (cause) {
    throw new FrontierError('invalid_argument', 'HOST_INVALID', 'the Host header must name a host', { cause });
  }
}

function unknownMethod(path: string): FrontierError {
  return new FrontierError('unimplemented', 'METHOD_UNKNOWN', `unknown method ${path.slice(0, 200)}`);
}
