// A real server on a free port with only the REST door behind it, and a pipeline that remembers what reached it.
import { createServer, type Server } from 'node:http';
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  createServer as createHttp2Server,
  type Http2Server,
} from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { create, type DescMethodUnary, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import { onTestFinished } from 'vitest';
import { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { CallMeta } from '../../../src/kernel/rpc.js';
import { createAdmission } from '../../../src/transport/admission.js';
import { createDispatch } from '../../../src/transport/dispatch.js';
import type { Invoke, Method } from '../../../src/transport/pipeline.js';
import { createRestDoor } from '../../../src/transport/rest/rest-door.js';
import { LIMITS } from '../product.js';
import { testMethods } from './test-service.js';

export const productMethods: readonly Method[] = [FrontierService, AdminService].flatMap((service) =>
  service.methods.map((descriptor) => ({
    name: `${service.name}/${descriptor.name}`,
    descriptor: descriptor as DescMethodUnary,
    access: 'public' as const,
    handle: () => ({}),
  })),
);

/** What reached the pipeline. */
export interface Received {
  readonly method: string;
  /** The message as JSON, without defaults, snake_case. */
  readonly message: JsonValue;
  readonly meta: CallMeta;
}

export interface RestServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
}

export interface RestServerOptions {
  readonly http2?: boolean;
  readonly maxBodyBytes?: number;
  /** Answers instead of the echo: a Thing for a Thing, an empty message otherwise. */
  readonly invoke?: Invoke;
}

/** Runs until the test is over. */
export async function restServer(options: RestServerOptions = {}): Promise<RestServer> {
  const received: Received[] = [];
  const answer = options.invoke ?? echo;
  const door = createRestDoor({
    methods: [...productMethods, ...testMethods],
    invoke: (method, message, meta) => {
      const json = toJson(method.descriptor.input, message, { useProtoFieldName: true });
      received.push({ method: method.name, message: json, meta });
      return answer(method, message, meta);
    },
    ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
  });
  const dispatch = createDispatch({ doors: [door], admission: createAdmission(LIMITS) });
  const server = options.http2 ? createHttp2Server(dispatch) : createServer(dispatch);
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, received };
}

/** Sends bytes as they are and resolves with all that came back when the server hung up, or `until` was in it. */
export function rawRequest(port: number, bytes: string | Uint8Array, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const finish = () => {
      socket.destroy();
      resolve(text);
    };
    socket.setEncoding('utf8').on('error', reject).on('close', finish);
    socket.on('data', (chunk) => {
      text += chunk;
      if (until !== undefined && text.includes(until)) finish();
    });
  });
}

/** Ends with the test. */
export function http2Session(port: number): ClientHttp2Session {
  const client = connectHttp2(`http://127.0.0.1:${port}`);
  client.on('error', () => {});
  onTestFinished(() => client.destroy());
  return client;
}

const echo: Invoke = (method, message) => {
  const { input, output } = method.descriptor;
  return input.typeName === output.typeName ? message : (create(output) as Message);
};

async function listen(server: Server | Http2Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
