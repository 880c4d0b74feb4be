// Server reflection as grpcurl and its like use it, in both versions.
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerReflection, type ServerReflectionRequest } from '../../gen/grpc/reflection/v1/reflection_pb.js';
import { ServerReflection as AlphaServerReflection } from '../../gen/grpc/reflection/v1alpha/reflection_pb.js';
import { type Product, startProduct } from './product.js';

type Query = ServerReflectionRequest['messageRequest'];

let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

afterAll(() => product.close());

describe.each([
  ['v1', ServerReflection],
  ['v1alpha', AlphaServerReflection as unknown as typeof ServerReflection],
])('%s', (_, service) => {
  async function ask(...queries: Query[]) {
    const client = createClient(service, createGrpcTransport({ baseUrl: product.url }));
    async function* requests() {
      for (const messageRequest of queries) yield { host: 'h', messageRequest };
    }
    const answers = [];
    for await (const answer of client.serverReflectionInfo(requests())) answers.push(answer);
    return answers;
  }

  async function files(query: Query): Promise<FileDescriptorProto[]> {
    const [answer] = await ask(query);
    if (answer?.messageResponse.case !== 'fileDescriptorResponse') throw new Error(answer?.messageResponse.case);
    return answer.messageResponse.value.fileDescriptorProto.map((bytes) =>
      fromBinary(FileDescriptorProtoSchema, bytes),
    );
  }

  test('lists the services', async () => {
    const [answer] = await ask({ case: 'listServices', value: '' });
    expect(answer).toMatchObject({ validHost: 'h', originalRequest: { messageRequest: { case: 'listServices' } } });
    expect(answer?.messageResponse.value).toMatchObject({
      service: [
        { name: 'raystack.frontier.v1beta1.FrontierService' },
        { name: 'raystack.frontier.v1beta1.AdminService' },
        { name: 'grpc.health.v1.Health' },
        { name: 'grpc.reflection.v1.ServerReflection' },
        { name: 'grpc.reflection.v1alpha.ServerReflection' },
      ],
    });
  });

  test('a service comes with all that it takes to call it', async () => {
    const found = await files({ case: 'fileContainingSymbol', value: 'raystack.frontier.v1beta1.FrontierService' });
    expect(found[0]?.name).toBe('raystack/frontier/v1beta1/frontier.proto');
    // Takes leaves first; throws when an import is missing.
    const registry = createFileRegistry({ $typeName: 'google.protobuf.FileDescriptorSet', file: found.reverse() });
    const method = registry.getService('raystack.frontier.v1beta1.FrontierService')?.method['createSecret'];
    expect(method?.input.typeName).toBe('raystack.frontier.v1beta1.CreateSecretRequest');
  });

  test.each([
    ['raystack.frontier.v1beta1.FrontierService.CreateSecret', 'raystack/frontier/v1beta1/frontier.proto'],
    ['raystack.frontier.v1beta1.CreateSecretRequest', 'raystack/frontier/v1beta1/credentials.proto'],
    ['raystack.frontier.v1beta1.CreateSecretRequest.title', 'raystack/frontier/v1beta1/credentials.proto'],
    ['grpc.health.v1.HealthCheckResponse.ServingStatus', 'health/v1/health.proto'],
    ['google.api.http', 'google/api/annotations.proto'],
    ['google.protobuf.Struct', 'google/protobuf/struct.proto'],
  ])('%s', async (symbol, file) => {
    expect((await files({ case: 'fileContainingSymbol', value: symbol }))[0]?.name).toBe(file);
    expect((await files({ case: 'fileByFilename', value: file }))[0]?.name).toBe(file);
  });

  test('extensions', async () => {
    const containingType = 'google.protobuf.MethodOptions';
    const query = { containingType, extensionNumber: 72295728 } as never;
    const [file] = await files({ case: 'fileContainingExtension', value: query });
    expect(file?.name).toBe('google/api/annotations.proto');
    const [answer] = await ask({ case: 'allExtensionNumbersOfType', value: containingType });
    expect(answer?.messageResponse.value).toMatchObject({ baseTypeName: containingType, extensionNumber: [72295728] });
  });

  test('what does not exist is an answer, and the stream goes on', async () => {
    const answers = await ask(
      { case: 'fileContainingSymbol', value: 'nonsense' },
      { case: 'fileByFilename', value: 'nonsense' },
      { case: 'allExtensionNumbersOfType', value: 'nonsense' },
      { case: 'fileContainingExtension', value: { containingType: 'nonsense', extensionNumber: 1 } as never },
      { case: undefined },
      { case: 'fileByFilename', value: 'health/v1/health.proto' },
    );
    const codes = answers.map(({ messageResponse: { case: found, value } }) =>
      found === 'errorResponse' ? value.errorCode : found,
    );
    expect(codes).toEqual([5, 5, 5, 5, 3, 'fileDescriptorResponse']);
  });
});
