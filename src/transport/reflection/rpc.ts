// gRPC server reflection, v1 and v1alpha, for grpcurl and its like; public, outside the pipeline.
import type { DescService } from '@bufbuild/protobuf';
import type { ConnectRouter } from '@connectrpc/connect';
import {
  type ServerReflectionRequest as Request,
  ServerReflection,
} from '../../../gen/grpc/reflection/v1/reflection_pb.js';
import {
  type ServerReflectionRequest as AlphaRequest,
  ServerReflection as AlphaServerReflection,
} from '../../../gen/grpc/reflection/v1alpha/reflection_pb.js';
import { type Descriptors, describe } from './descriptors.js';

/** Describes `services`, itself included. The two versions differ in their names only. */
export function reflectionService(services: readonly DescService[]): (router: ConnectRouter) => void {
  const descriptors = describe([...services, ServerReflection, AlphaServerReflection]);
  return (router) => {
    router.rpc(ServerReflection.method.serverReflectionInfo, async function* (requests) {
      for await (const request of requests) yield reply(descriptors, request);
    });
    router.rpc(AlphaServerReflection.method.serverReflectionInfo, async function* (requests) {
      for await (const request of requests) yield reply(descriptors, request);
    });
  };
}

type Found =
  | { case: 'fileDescriptorResponse'; value: { fileDescriptorProto: Uint8Array[] } }
  | { case: 'allExtensionNumbersResponse'; value: { baseTypeName: string; extensionNumber: number[] } }
  | { case: 'listServicesResponse'; value: { service: { name: string }[] } }
  | { case: 'errorResponse'; value: { errorCode: number; errorMessage: string } };

function reply<R extends Request | AlphaRequest>(descriptors: Descriptors, request: R) {
  const messageResponse = find(descriptors, request.messageRequest);
  return { validHost: request.host, originalRequest: request, messageResponse };
}

function find(descriptors: Descriptors, query: (Request | AlphaRequest)['messageRequest']): Found {
  switch (query.case) {
    case 'listServices':
      return { case: 'listServicesResponse', value: { service: descriptors.services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(descriptors.fileNamed(query.value));
    case 'fileContainingSymbol':
      return files(descriptors.fileDeclaring(query.value));
    case 'fileContainingExtension':
      return files(descriptors.fileExtending(query.value.containingType, query.value.extensionNumber));
    case 'allExtensionNumbersOfType':
      return extensions(query.value, descriptors.extensionsOf(query.value));
    case undefined:
      return { case: 'errorResponse', value: { errorCode: 3, errorMessage: 'the request asks for nothing' } };
  }
}

function files(fileDescriptorProto: Uint8Array[] | undefined): Found {
  return fileDescriptorProto === undefined
    ? notFound()
    : { case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function extensions(baseTypeName: string, extensionNumber: number[] | undefined): Found {
  if (extensionNumber === undefined) return notFound();
  return { case: 'allExtensionNumbersResponse', value: { baseTypeName, extensionNumber } };
}

/** The code is google.rpc's NOT_FOUND. */
function notFound(): Found {
  return { case: 'errorResponse', value: { errorCode: 5, errorMessage: 'not found' } };
}
