// How much one client may take: sizes, counts and times that hold on every door.
import type { PortConfig } from '../config/index.js';

/** A message, before and after decompression. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** All headers of a request together. */
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_HEADER_COUNT = 200;
/** From the first byte of a connection to knowing its protocol, and to the end of the headers. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** From the first byte of a request to its last. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** How long an idle HTTP/1.1 connection is kept; longer than load balancers do, so that they close first. */
export const IDLE_TIMEOUT_MS = 75_000;
/** From the last answer on an HTTP/2 connection that is to end until it is ended: time for the client to read it, and to hang up. */
export const FAREWELL_MS = 10_000;
/** From telling an HTTP/2 client of its fault until the connection is ended. */
export const LINGER_MS = 1000;

/** What operators set. Times in milliseconds; undefined: no limit. */
export interface PortLimits {
  /** Of this process. */
  readonly maxConnections: number;
  /** Calls under way on one HTTP/2 connection. */
  readonly maxStreams: number;
  /** Calls under way in this process. */
  readonly maxCalls: number;
  readonly maxBytesInFlight: number;
  readonly maxAgeMs: number | undefined;
  readonly ageGraceMs: number;
  readonly maxIdleMs: number | undefined;
  /** How often an HTTP/2 client must show that it is there. */
  readonly keepAliveMs: number | undefined;
}

export function portLimits(config: PortConfig): PortLimits {
  const { maxAgeSeconds, ageGraceSeconds, maxIdleSeconds, keepAliveSeconds, ...counts } = config;
  const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);
  return {
    ...counts,
    maxAgeMs: milliseconds(maxAgeSeconds),
    ageGraceMs: ageGraceSeconds * 1000,
    maxIdleMs: milliseconds(maxIdleSeconds),
    keepAliveMs: milliseconds(keepAliveSeconds),
  };
}

/**
 * How many bytes a client may send on one HTTP/2 connection before they are taken, over all its calls (RFC 9113 §6.9). With the 64 KiB
 * that a connection begins with, a few dozen batches share so little that some are sent piece by piece, and much later than others.
 */
export const CONNECTION_WINDOW_BYTES = 1024 * 1024;
