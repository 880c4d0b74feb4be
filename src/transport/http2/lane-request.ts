// Whether a request is for the gRPC unary lane, by its headers.
import type { GrpcUnary, UnaryMethod } from '../grpc-unary.js';
import { MAX_HEADER_COUNT } from '../limits.js';
import type { Field } from './hpack/field.js';

export interface LaneRequest {
  readonly method: UnaryMethod;
  /** How many bytes of body the client announced; undefined when it did not. */
  readonly length: number | undefined;
}

const LENGTH = /^\d{1,15}$/;

/** Undefined for anything out of the ordinary (RFC 9113 §8.3): whether it is a fault, and whose it is to answer, is told elsewhere. */
export function laneRequest(lane: GrpcUnary, fields: readonly Field[]): LaneRequest | undefined {
  if (fields.length > MAX_HEADER_COUNT) return undefined;
  const seen = new Seen();
  for (const field of fields) if (!field.sound || !seen.take(field)) return undefined;
  const { method, scheme, path, length } = seen;
  if (method !== 'POST' || scheme === undefined || path === undefined) return undefined;
  if (length !== undefined && !LENGTH.test(length)) return undefined;
  const found = lane.methodFor(path, seen.type, seen.encoding);
  return found && { method: found, length: length === undefined ? undefined : Number(length) };
}

/** What matters of the fields, each at most once. */
class Seen {
  method: string | undefined = undefined;
  scheme: string | undefined = undefined;
  path: string | undefined = undefined;
  authority: string | undefined = undefined;
  type: string | undefined = undefined;
  encoding: string | undefined = undefined;
  length: string | undefined = undefined;
  authorization: string | undefined = undefined;
  /** Pseudo-headers come first. */
  private regular = false;

  /** False when there may be no such field, or no second one. */
  take({ name, value }: Field): boolean {
    const known = KNOWN.get(name);
    if (name.charCodeAt(0) === COLON) {
      if (this.regular || known === undefined) return false;
    } else this.regular = true;
    if (known === undefined) return true;
    if (this[known] !== undefined) return false;
    this[known] = value;
    return true;
  }
}

const COLON = 0x3a;
const KNOWN: ReadonlyMap<string, Exclude<keyof Seen, 'take'>> = new Map([
  [':method', 'method'],
  [':scheme', 'scheme'],
  [':path', 'path'],
  [':authority', 'authority'],
  ['content-type', 'type'],
  ['grpc-encoding', 'encoding'],
  ['content-length', 'length'],
  // Which of two would count is a guess, and a proxy in front may have guessed otherwise.
  ['authorization', 'authorization'],
]);
