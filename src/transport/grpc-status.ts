// An error in the headers of gRPC.
import { toBinary } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { LRUCache } from 'lru-cache';
import type { FrontierError } from '../kernel/errors.js';
import { detailType, type ErrorStatus, toStatus } from './errors.js';
import { encodeGrpcMessage } from './grpc-message.js';
import { StatusSchema } from './rpc.js';

/**
 * Binary values without padding, as gRPC asks of senders. `grpc-status`, `grpc-message`, as google.rpc.Status
 * `grpc-status-details-bin` and, for who may come again, `retry-after`.
 */
export function grpcStatusHeaders(status: ErrorStatus): Record<string, string> {
  const { grpcCode: code, message, retryAfter } = status;
  const details = status.details.map((detail) => anyPack(detailType(detail), detail));
  const bytes = toBinary(StatusSchema, { $typeName: 'google.rpc.Status', code, message, details });
  return {
    'grpc-status': String(code),
    'grpc-message': encodeGrpcMessage(message),
    'grpc-status-details-bin': base64Encode(bytes, 'std_raw'),
    ...(retryAfter !== undefined && { 'retry-after': String(Math.ceil(retryAfter)) }),
  };
}

/** Of errors that are no more than a code, a reason and a text, which are few and told often. */
const written = new LRUCache<string, Readonly<Record<string, string>>>({ max: 100 });

/** As `grpcStatusHeaders`; frozen where others get the same. */
export function grpcErrorHeaders(error: FrontierError): Readonly<Record<string, string>> {
  if (error.violations.length > 0 || error.retryAfter !== undefined) return grpcStatusHeaders(toStatus(error));
  const name = `${error.code} ${error.reason} ${error.message}`;
  const before = written.get(name);
  if (before !== undefined) return before;
  const headers = Object.freeze(grpcStatusHeaders(toStatus(error)));
  written.set(name, headers);
  return headers;
}
