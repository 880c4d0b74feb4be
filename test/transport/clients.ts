// One way to call GetUser over every protocol, with clients of two makers.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { AnySchema, anyUnpack } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { Client, credentials, status as grpcStatus, Metadata, type ServiceError } from '@grpc/grpc-js';
import { StatusSchema } from '../../gen/google/rpc/status_pb.js';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { GetUserRequestSchema, GetUserResponseSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { detailTypes } from '../../src/transport/errors.js';

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface Outcome {
  /** `ok` or the error's code. */
  readonly code: string;
  readonly message: string;
  /** Of the details, as plain objects with `$typeName`. */
  readonly details: readonly unknown[];
  readonly header: (name: string) => string | undefined;
}

/** Calls GetUser with `id`; `good` credentials unless other headers are given. */
export type CallGetUser = (id: string, options?: CallOptions) => Promise<Outcome>;

const GOOD = { authorization: 'Bearer good' };

export const PROTOCOLS = [
  'grpc-js',
  'grpc',
  'grpc-web 1.1',
  'grpc-web 2',
  'connect json',
  'connect binary',
  'connect 2',
] as const;

export interface CallableClient {
  readonly getUser: CallGetUser;
  close(): void;
}

export function clientOf(protocol: (typeof PROTOCOLS)[number], url: string): CallableClient {
  if (protocol === 'grpc-js') return grpcJsClient(url);
  return { getUser: connectCall(transportOf(protocol, url)), close: () => {} };
}

export function transportOf(protocol: Exclude<(typeof PROTOCOLS)[number], 'grpc-js'>, baseUrl: string): Transport {
  switch (protocol) {
    case 'grpc':
      return createGrpcTransport({ baseUrl });
    case 'grpc-web 1.1':
      return createGrpcWebTransport({ baseUrl, httpVersion: '1.1' });
    case 'grpc-web 2':
      return createGrpcWebTransport({ baseUrl, httpVersion: '2' });
    case 'connect json':
      return createConnectTransport({ baseUrl, httpVersion: '1.1' });
    case 'connect binary':
      return createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true });
    case 'connect 2':
      return createConnectTransport({ baseUrl, httpVersion: '2' });
  }
}

function connectCall(transport: Transport): CallGetUser {
  const client = createClient(FrontierService, transport);
  return async (id, { headers = GOOD, timeoutMs } = {}) => {
    let header: Headers | undefined;
    try {
      const onHeader = (given: Headers) => {
        header = given;
      };
      await client.getUser({ id }, { headers, onHeader, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
      return { code: 'ok', message: '', details: [], header: (name) => header?.get(name) ?? undefined };
    } catch (thrown) {
      const error = ConnectError.from(thrown);
      const code = Code[error.code].replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
      const details = error.findDetails(detailTypes);
      return { code, message: error.rawMessage, details, header: (name) => error.metadata.get(name) ?? undefined };
    }
  };
}

function grpcJsClient(url: string): CallableClient {
  const client = new Client(new URL(url).host, credentials.createInsecure());
  const getUser: CallGetUser = (id, { headers = GOOD, timeoutMs } = {}) =>
    new Promise((resolve) => {
      const metadata = new Metadata();
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
      let initial = new Metadata();
      const call = client.makeUnaryRequest(
        '/raystack.frontier.v1beta1.FrontierService/GetUser',
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => fromBinary(GetUserResponseSchema, bytes),
        Buffer.from(toBinary(GetUserRequestSchema, create(GetUserRequestSchema, { id }))),
        metadata,
        timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs },
        (error) => resolve(grpcOutcome(error, () => initial)),
      );
      call.on('metadata', (received: Metadata) => {
        initial = received;
      });
    });
  return { getUser, close: () => client.close() };
}

function grpcOutcome(error: ServiceError | null, initial: () => Metadata): Outcome {
  // Without a message the headers are trailers (Trailers-Only), which come with the error.
  const header = (name: string) => (initial().get(name)[0] ?? error?.metadata.get(name)[0])?.toString();
  if (error === null) return { code: 'ok', message: '', details: [], header };
  const code = (grpcStatus[error.code] ?? '').toLowerCase().replace('cancelled', 'canceled');
  const bytes = error.metadata.get('grpc-status-details-bin')[0];
  const packed = bytes === undefined ? [] : fromBinary(StatusSchema, bytes as Buffer).details;
  const details = packed.map((any) => anyUnpack(create(AnySchema, any), detailTypes));
  return { code, message: error.details, details, header };
}
