// Errors of every protocol to the one form that tests compare.
import { createRegistry, fromBinary, type Message } from '@bufbuild/protobuf';
import { type Any, anyUnpack } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  type BadRequest,
  BadRequestSchema,
  type ErrorInfo,
  ErrorInfoSchema,
  RetryInfoSchema,
} from '../../../gen/google/rpc/error_details_pb.js';
import { StatusSchema } from '../../../gen/google/rpc/status_pb.js';
import type { Answer } from './client.js';

export const DETAILS = createRegistry(ErrorInfoSchema, BadRequestSchema, RetryInfoSchema);

/** `invalid_argument` for 3. */
export function codeName(code: number): string {
  return (Code[code] ?? `code ${code}`).replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
}

export function failedWith(thrown: unknown): Answer {
  const error = ConnectError.from(thrown);
  return failed({
    code: error.code,
    message: error.rawMessage,
    details: error.findDetails(DETAILS),
    header: (name) => error.metadata.get(name) ?? undefined,
  });
}

/** The trailer `grpc-status-details-bin`. */
export function detailsOf(status: Uint8Array | undefined): readonly Message[] {
  if (status === undefined) return [];
  return unpack(fromBinary(StatusSchema, status).details);
}

export function unpack(details: readonly Any[]): readonly Message[] {
  return details.flatMap((detail) => anyUnpack(detail, DETAILS) ?? []);
}

export interface Failure {
  /** google.rpc.Code. */
  readonly code: number;
  readonly message: string;
  readonly details: readonly Message[];
  readonly header: Answer['header'];
}

export function failed({ code, message, details, header }: Failure): Answer {
  const info = details.find(({ $typeName }) => $typeName === ErrorInfoSchema.typeName) as ErrorInfo | undefined;
  const bad = details.find(({ $typeName }) => $typeName === BadRequestSchema.typeName) as BadRequest | undefined;
  return {
    code: codeName(code),
    value: {},
    message,
    reason: info?.reason ?? '',
    fields: bad?.fieldViolations.map(({ field, description }) => `${field}: ${description}`) ?? [],
    header,
  };
}
