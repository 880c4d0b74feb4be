// Requests that no well-behaved client would make: bytes on a socket, and frames of HTTP/2.
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import type { Product } from './product.js';

export interface RawAnswer {
  readonly status: number;
  /** Headers and trailers. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** POSTs `body` over HTTP/2. */
export function postHttp2(
  product: Pick<Product, 'url'>,
  headers: Record<string, string>,
  body: Uint8Array,
): Promise<RawAnswer> {
  const session = connectHttp2(product.url);
  return new Promise<RawAnswer>((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request({ ':method': 'POST', authorization: 'Bearer good', ...headers });
    const chunks: Buffer[] = [];
    let received: IncomingHttpHeaders = {};
    stream.on('response', (given) => {
      received = { ...received, ...given };
    });
    stream.on('trailers', (given) => {
      received = { ...received, ...given };
    });
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () =>
      resolve({ status: Number(received[':status']), headers: received, body: Buffer.concat(chunks) }),
    );
    stream.end(body);
  }).finally(() => session.destroy());
}

/** One uncompressed envelope of gRPC. */
export function envelope(message: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([Buffer.of(0), length, message]);
}

/** A connection; `received` grows, `closed` resolves with all of it. */
export interface RawConnection {
  readonly socket: Socket;
  received(): string;
  readonly closed: Promise<string>;
}

export function open(product: Pick<Product, 'host' | 'port'>): RawConnection {
  const socket = connect(product.port, product.host);
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  return { socket, received: () => text, closed };
}

/** Sends text as it is; answers all that comes back until the server closes. */
export function exchange(product: Pick<Product, 'host' | 'port'>, text: string): Promise<string> {
  const { socket, closed } = open(product);
  socket.write(text, 'latin1');
  return closed;
}
