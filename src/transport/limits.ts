// How much one client may take: sizes, counts and times that hold on every door.

/** A message, before and after decompression. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** All headers of a request together. */
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_HEADER_COUNT = 200;
/** Calls under way on one HTTP/2 connection. */
export const MAX_CONCURRENT_STREAMS = 1000;
/** From the first byte of a connection to knowing its protocol, and to the end of the headers. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** From the first byte of a request to its last. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** How long an idle HTTP/1.1 connection is kept; longer than load balancers do, so that they close first. */
export const IDLE_TIMEOUT_MS = 75_000;
/** How often an HTTP/2 client must show that it is there. */
export const PING_EVERY_MS = 30_000;
/** From the last answer on an HTTP/2 connection that is to end until it is ended. */
export const LINGER_MS = 1000;
