// The seven clients that every answer is asked for with.
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import type { Client } from './client.js';
import { connectClient } from './connect-clients.js';
import { grpcJsClient } from './grpc-js-client.js';
import { restClient } from './rest-client.js';
import { G1, G3 } from './rest-paths.js';

export const CLIENTS = {
  'grpc-js': grpcJsClient,
  'Connect, gRPC': (baseUrl) => connectClient(createGrpcTransport({ baseUrl })),
  'Connect, gRPC-Web': (baseUrl) => connectClient(createGrpcWebTransport({ baseUrl, httpVersion: '1.1' })),
  'Connect, JSON': (baseUrl) => connectClient(createConnectTransport({ baseUrl, httpVersion: '1.1' })),
  'Connect, binary': (baseUrl) =>
    connectClient(createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: true })),
  REST: (baseUrl) => restClient(baseUrl, G3),
  'REST, older paths': (baseUrl) => restClient(baseUrl, G1),
} satisfies Record<string, (baseUrl: string) => Client>;

export type ClientName = keyof typeof CLIENTS;

export const CLIENT_NAMES = Object.keys(CLIENTS) as readonly ClientName[];

/** Closed by whoever opened it. */
export function openClient(name: ClientName, baseUrl: string): Client {
  return CLIENTS[name](baseUrl);
}
