// One exhaustive table from error codes to gRPC numbers and HTTP status, and what an error carries on the wire.
import { create, createRegistry, type DescMessage, type Message } from '@bufbuild/protobuf';
import { type ErrorCode, FrontierError } from '../kernel/errors.js';
import { asStorageError } from '../storage/index.js';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from './rpc.js';

/** An error as the doors write it. */
export interface ErrorStatus {
  /** google.rpc.Code. */
  readonly grpcCode: number;
  readonly httpStatus: number;
  readonly code: ErrorCode;
  /** Public text. */
  readonly message: string;
  /** google.rpc.ErrorInfo, then BadRequest and RetryInfo where they apply. */
  readonly details: readonly Message[];
  /** Seconds, for the header Retry-After. */
  readonly retryAfter?: number;
  /** For the header WWW-Authenticate; where RFC 6750 §3.1 has a word for the error. */
  readonly challenge?: string;
}

const TABLE: Readonly<Record<ErrorCode, { readonly grpcCode: number; readonly httpStatus: number }>> = {
  canceled: { grpcCode: 1, httpStatus: 499 },
  unknown: { grpcCode: 2, httpStatus: 500 },
  invalid_argument: { grpcCode: 3, httpStatus: 400 },
  deadline_exceeded: { grpcCode: 4, httpStatus: 504 },
  not_found: { grpcCode: 5, httpStatus: 404 },
  already_exists: { grpcCode: 6, httpStatus: 409 },
  permission_denied: { grpcCode: 7, httpStatus: 403 },
  resource_exhausted: { grpcCode: 8, httpStatus: 429 },
  failed_precondition: { grpcCode: 9, httpStatus: 400 },
  aborted: { grpcCode: 10, httpStatus: 409 },
  out_of_range: { grpcCode: 11, httpStatus: 400 },
  unimplemented: { grpcCode: 12, httpStatus: 501 },
  internal: { grpcCode: 13, httpStatus: 500 },
  unavailable: { grpcCode: 14, httpStatus: 503 },
  data_loss: { grpcCode: 15, httpStatus: 500 },
  unauthenticated: { grpcCode: 16, httpStatus: 401 },
};

const DOMAIN = 'frontier';
const BEARER = 'Bearer realm="frontier"';
const BASIC = 'Basic realm="frontier"';

/** The types of `details`, for writing them as JSON. */
export const detailTypes = createRegistry(ErrorInfoSchema, BadRequestSchema, RetryInfoSchema);

/** The descriptor of a message out of `details`. */
export function detailType(detail: Message): DescMessage {
  const type = detailTypes.getMessage(detail.$typeName);
  if (type === undefined) throw new Error(`${detail.$typeName} is not a detail of errors`);
  return type;
}

/** Whatever else was thrown is our fault, and its text nobody's business: internal, with the cause kept for the log. */
export function asFrontierError(thrown: unknown): FrontierError {
  if (thrown instanceof FrontierError) return thrown;
  return asStorageError(thrown) ?? new FrontierError('internal', 'INTERNAL', 'internal error', { cause: thrown });
}

/** What to write for an error; whatever is not a FrontierError is `internal`, its text withheld. */
export function toStatus(error: unknown): ErrorStatus {
  const known = asFrontierError(error);
  return {
    ...TABLE[known.code],
    code: known.code,
    message: known.message,
    details: detailsOf(known),
    ...(known.retryAfter === undefined ? {} : { retryAfter: known.retryAfter }),
    ...challengeFor(known),
  };
}

function detailsOf(error: FrontierError): readonly Message[] {
  const details: Message[] = [create(ErrorInfoSchema, { reason: error.reason, domain: DOMAIN })];
  if (error.violations.length > 0)
    details.push(
      create(BadRequestSchema, { fieldViolations: error.violations.map((violation) => ({ ...violation })) }),
    );
  if (error.retryAfter !== undefined)
    details.push(create(RetryInfoSchema, { retryDelay: { seconds: BigInt(Math.ceil(error.retryAfter)) } }));
  return details;
}

/** RFC 6750 §3.1: no error code for a request that presented nothing. */
function challengeFor({ code, reason }: FrontierError): Pick<ErrorStatus, 'challenge'> {
  if (reason === 'NOT_AUTHENTICATED') return { challenge: `${BEARER}, ${BASIC}` };
  if (code === 'unauthenticated') return { challenge: `${BEARER}, error="invalid_token", ${BASIC}` };
  if (code === 'permission_denied') return { challenge: `${BEARER}, error="insufficient_scope"` };
  return reason === 'AUTHORIZATION_TWICE' ? { challenge: `${BEARER}, error="invalid_request"` } : {};
}
