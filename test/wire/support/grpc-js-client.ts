// A client that shares nothing with ours: grpc-js, with messages read from proto/ by protobuf.js.
import { join } from 'node:path';
import type { JsonObject } from '@bufbuild/protobuf';
import { credentials, Client as GrpcClient, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import { type Answer, type CallOptions, type Client, methodNamed, rpcPath, succeeded } from './client.js';
import { headersOf } from './connect-clients.js';
import { detailsOf, failed } from './error-details.js';
import { fromPlain, toPlain } from './protobufjs-json.js';

const ROOT = join(import.meta.dirname, '../../..');

const definition = loadSync(
  ['frontier.proto', 'admin.proto'].map((file) => join(ROOT, 'proto/raystack/frontier/v1beta1', file)),
  {
    keepCase: true,
    longs: String,
    defaults: true,
    includeDirs: [join(ROOT, 'proto'), join(ROOT, 'node_modules/@grpc/grpc-js-xds/deps/googleapis')],
  },
);
// Throws when the definitions do not hold together.
loadPackageDefinition(definition);

export function grpcJsClient(baseUrl: string): Client {
  const client = new GrpcClient(new URL(baseUrl).host, credentials.createInsecure());
  return { call: (rpc, message, options) => call(client, { rpc, message, options }), close: () => client.close() };
}

interface Call {
  readonly rpc: string;
  readonly message: JsonObject;
  readonly options: CallOptions | undefined;
}

function call(client: GrpcClient, { rpc, message, options }: Call): Promise<Answer> {
  const { input, output } = methodNamed(rpc);
  const { path, requestSerialize, responseDeserialize } = loaded(rpc);
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headersOf(options)))
    metadata.set(name, name.endsWith('-bin') ? Buffer.from(value) : value);
  return new Promise((resolve) => {
    let initial = new Metadata();
    const header = (name: string) => initial.get(name)[0]?.toString();
    const done = (error: ServiceError | null, response?: object) => {
      if (error !== null) resolve(refusal(error, header));
      else resolve(succeeded(fromPlain(output, response as JsonObject), header));
    };
    client
      .makeUnaryRequest(path, requestSerialize, responseDeserialize, toPlain(input, message), metadata, done)
      .on('metadata', (received: Metadata) => {
        initial = received;
      });
  });
}

function loaded(rpc: string): MethodDefinition<object, object> {
  const [, service = '', method = ''] = rpcPath(rpc).split('/');
  const methods = definition[service] as Record<string, MethodDefinition<object, object>> | undefined;
  const found = methods?.[method];
  if (found === undefined) throw new Error(`proto/ has no ${rpc}`);
  return found;
}

function refusal({ code, details: message, metadata }: ServiceError, initial: Answer['header']): Answer {
  const header = (name: string) => initial(name) ?? metadata.get(name)[0]?.toString();
  const status = metadata.get('grpc-status-details-bin')[0] as Buffer | undefined;
  return failed({ code, message, details: detailsOf(status), header });
}
