// Clients made of Connect's transports: Connect JSON and binary, gRPC, gRPC-Web.
import { create, fromJson, toJson } from '@bufbuild/protobuf';
import type { Transport } from '@connectrpc/connect';
import { type CallOptions, type Client, methodNamed, succeeded } from './client.js';
import { failedWith } from './error-details.js';

export function connectClient(transport: Transport): Client {
  return {
    call: async (rpc, message, options) => {
      const method = methodNamed(rpc);
      const { input, output } = method;
      const request = create(input, fromJson(input, message));
      try {
        const response = await transport.unary(method, undefined, undefined, headersOf(options), request);
        const value = toJson(output, response.message, { alwaysEmitImplicit: true, useProtoFieldName: true });
        return succeeded(value as never, (name) => response.header.get(name) ?? undefined);
      } catch (thrown) {
        return failedWith(thrown);
      }
    },
    close: () => {},
  };
}

/** As entries for a request. */
export function headersOf({ authorization, headers }: CallOptions = {}): Record<string, string> {
  return { ...headers, ...(authorization === undefined ? {} : { authorization }) };
}
