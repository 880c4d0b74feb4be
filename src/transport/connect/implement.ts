// Registers the product's RPCs with Connect: each is one call of the pipeline.
import type { Message } from '@bufbuild/protobuf';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import type { CallMeta } from '../../kernel/rpc.js';
import type { StreamMethod } from '../method.js';
import type { Invoke, Method } from '../pipeline.js';
import type { InvokeStream } from '../stream-pipeline.js';
import { toConnectError } from './connect-error.js';
import { carried } from './exchange.js';

/** Registers `method` for Connect, gRPC and gRPC-Web alike. */
export function implement(router: ConnectRouter, method: Method, invoke: Invoke): void {
  router.rpc(method.descriptor, async (message: Message, context: HandlerContext) => {
    const exchange = context.values.get(carried);
    exchange.reached = true;
    try {
      if (exchange.refusal !== undefined) throw exchange.refusal;
      return await invoke(method, message, metaOf(context));
    } catch (error) {
      throw toConnectError(error, context.protocolName);
    }
  });
}

/** Registers an RPC that answers with a stream. */
export function implementStream(router: ConnectRouter, method: StreamMethod, invoke: InvokeStream): void {
  router.rpc(method.descriptor, async function* (message: Message, context: HandlerContext) {
    const exchange = context.values.get(carried);
    exchange.reached = true;
    try {
      if (exchange.refusal !== undefined) throw exchange.refusal;
      yield* invoke(method, message, metaOf(context));
    } catch (error) {
      throw toConnectError(error, context.protocolName);
    }
  });
}

function metaOf(context: HandlerContext): CallMeta {
  return {
    header: (name) => context.requestHeader.get(name) ?? undefined,
    reply: (name, value) => context.responseHeader.set(name, value),
    peer: context.values.get(carried).peer,
    protocol: protocolOf(context.protocolName),
    timeoutMs: context.timeoutMs(),
    signal: context.signal,
  };
}

function protocolOf(name: string): CallMeta['protocol'] {
  return name === 'grpc' || name === 'grpc-web' ? name : 'connect';
}
