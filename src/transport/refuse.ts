// Refuses a request before or beside any RPC, in the words of the protocol that the request speaks.
import { toBinary, toJson } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { AnySchema, anyPack } from '@bufbuild/protobuf/wkt';
import type { FrontierError } from '../kernel/errors.js';
import type { HttpRequest, HttpResponse } from './door.js';
import { detailType, detailTypes, type ErrorStatus, toStatus } from './errors.js';
import { grpcStatusHeaders } from './grpc-status.js';
import { cutOff, isGrpc, isGrpcWeb, pathOf } from './http.js';

export interface RefuseOptions {
  /** Where HTTP has a status that says more than the error's own, e.g. 431. */
  readonly httpStatus?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `/package.Service/Method`. */
const RPC_PATH = /^\/[a-z]\w*(\.\w+)+\/\w+$/;

/** True for what only an RPC protocol would ask for, known or not. */
export function isRpc(request: HttpRequest): boolean {
  return RPC_PATH.test(pathOf(request)) || isGrpc(request);
}

/** Answers with the error; only cuts the exchange off when an answer is already on its way. */
export function refuse(exchange: Exchange, error: FrontierError, options: RefuseOptions = {}): void {
  const { request, response } = exchange;
  if (response.headersSent) {
    cutOff(response);
    return;
  }
  const status = toStatus(error);
  const answer = isGrpc(request) ? grpcAnswer(request, status) : jsonAnswer(request, status);
  response.statusCode = answer.grpc ? 200 : (options.httpStatus ?? status.httpStatus);
  for (const [name, value] of Object.entries({ ...answer.headers, ...options.headers }))
    response.setHeader(name, value);
  // Without a body HTTP/2 ends the stream with its headers, as Trailers-Only is to; with an empty one grpc-js sees no status.
  if (answer.body === '') response.end();
  else response.end(answer.body);
}

export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

interface Answer {
  readonly grpc: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Trailers-Only: the status goes into the headers, and there is no body. */
function grpcAnswer(request: HttpRequest, status: ErrorStatus): Answer {
  return {
    grpc: true,
    headers: {
      'content-type': isGrpcWeb(request) ? 'application/grpc-web+proto' : 'application/grpc',
      ...grpcStatusHeaders(status),
    },
    body: '',
  };
}

/** Connect names the code, REST (as grpc-gateway does) numbers it. */
function jsonAnswer(request: HttpRequest, status: ErrorStatus): Answer {
  const body = isRpc(request)
    ? { code: status.code, message: status.message, details: connectDetails(status) }
    : { code: status.grpcCode, message: status.message, details: detailsJson(status) };
  return {
    grpc: false,
    headers: {
      'content-type': 'application/json',
      ...(status.challenge === undefined ? {} : { 'www-authenticate': status.challenge }),
      ...(status.retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(status.retryAfter)) }),
    },
    body: JSON.stringify(body),
  };
}

function connectDetails({ details }: ErrorStatus): unknown[] {
  return details.map((detail) => ({
    type: detail.$typeName,
    value: base64Encode(toBinary(detailType(detail), detail), 'std_raw'),
  }));
}

/** google.rpc.Status.details in JSON. */
export function detailsJson(status: ErrorStatus): unknown[] {
  return status.details.map((detail) =>
    toJson(AnySchema, anyPack(detailType(detail), detail), {
      registry: detailTypes,
      useProtoFieldName: true,
      alwaysEmitImplicit: true,
    }),
  );
}
