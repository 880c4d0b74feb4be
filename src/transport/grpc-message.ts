// How gRPC writes an error's text into a header.

/**
 * Encodes only what a header can't hold, as the gRPC protocol says (grpc-message, Percent-Encoded):
 * some clients leave what else was encoded as it is.
 */
export function encodeGrpcMessage(message: string): string {
  return message.replace(/[^\x20-\x24\x26-\x7e]+/gu, (text) => encodeURIComponent(text.toWellFormed()));
}
