// One call, made before the load, so that what is loaded is known to answer as it should.
import { connect, type IncomingHttpHeaders } from 'node:http2';
import type { Target } from './load.js';

export interface GrpcAnswer {
  readonly status: string;
  /** With its envelope. */
  readonly bytes: Buffer;
}

/** Throws when there is no gRPC status at all. */
export async function callGrpc({ url, path, headers, body }: Target): Promise<GrpcAnswer> {
  const session = connect(url);
  try {
    return await new Promise((resolve, reject) => {
      session.once('error', reject);
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
      const chunks: Buffer[] = [];
      let status: unknown;
      const note = (given: IncomingHttpHeaders) => {
        status = given['grpc-status'] ?? status;
      };
      stream.once('response', note).once('trailers', note).once('error', reject);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        if (status === undefined) reject(new Error(`${url}${path} answered without a gRPC status`));
        else resolve({ status: String(status), bytes: Buffer.concat(chunks) });
      });
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}

/** The JSON text of the answer. Throws unless it is 200. */
export async function callRest({ url, path, headers, body }: Target): Promise<string> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url}${path} answered ${answer.status}: ${text}`);
  return text;
}

/** One message of gRPC: no flags, its length, itself. */
export function envelope(message: Uint8Array): Buffer {
  const bytes = Buffer.alloc(5 + message.length);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

export const GRPC_HEADERS = { 'content-type': 'application/grpc', te: 'trailers' };
export const JSON_HEADERS = { 'content-type': 'application/json' };
