// Reads grpc-timeout, by which gRPC clients, and those of grpc-gateway, say how long they will wait.
import { invalidField } from '../kernel/errors.js';

const FORM = /^[0-9]{1,8}[HMSmun]$/;
const MILLISECONDS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** Milliseconds; undefined without the header. Throws invalid_argument when it is malformed. */
export function parseTimeout(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const unit = MILLISECONDS[header.slice(-1)];
  if (unit === undefined || !FORM.test(header))
    throw invalidField('grpc-timeout', 'must be at most 8 digits and a unit, one of H, M, S, m, u, n');
  return Number(header.slice(0, -1)) * unit;
}
