// Calls over REST and Connect, on connections that are kept.
import { Agent, request } from 'node:http';

export interface Answer {
  /** 0: no answer came. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Client {
  /** An RPC by its path, over the Connect protocol. */
  connect(url: string, rpc: string, message: object): Promise<Answer>;
  /** A REST path, with POST. */
  rest(url: string, path: string, message: object): Promise<Answer>;
  close(): void;
}

const TIMEOUT_MS = 15_000;

export function createClient(authorization: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });

  function post(address: string, message: object): Promise<Answer> {
    const body = JSON.stringify(message);
    const headers = { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve) => {
      const lost = () => resolve({ status: 0, body: {} });
      const sent = request(address, { method: 'POST', agent, headers, timeout: TIMEOUT_MS }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.once('end', () => resolve(answerOf(response.statusCode ?? 0, text)));
        response.once('error', lost);
      });
      sent.once('timeout', () => sent.destroy());
      sent.once('error', lost);
      sent.end(body);
    });
  }

  return {
    connect: (url, rpc, message) => post(`${url}/raystack.frontier.v1beta1.${rpc}`, message),
    rest: (url, path, message) => post(`${url}${path}`, message),
    close: () => agent.destroy(),
  };
}

function answerOf(status: number, text: string): Answer {
  try {
    return { status, body: JSON.parse(text) as Answer['body'] };
  } catch {
    return { status: 0, body: {} };
  }
}
