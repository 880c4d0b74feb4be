// What every door says to a credential.
import { expect } from 'vitest';
import type { TestApp } from '../../support/app.js';
import { type Client, rpcPath } from './client.js';
import { connectRequest, type RawAnswer, send } from './raw-answer.js';

/** GetCurrentUser over REST, Connect and gRPC. */
export interface Presented {
  readonly rest: RawAnswer;
  readonly connect: RawAnswer;
  /** `ok`, or the error's code. */
  readonly grpc: string;
}

export const WHO = '/v1beta1/users/self';

export async function present(
  app: TestApp,
  grpc: Client,
  headers: Readonly<Record<string, string>>,
): Promise<Presented> {
  const connect = connectRequest('GetCurrentUser', {}, '');
  const [rest, overConnect, overGrpc] = await Promise.all([
    send(app, { method: 'GET', target: WHO, headers }),
    send(app, {
      ...connect,
      target: rpcPath('GetCurrentUser'),
      headers: { 'content-type': 'application/json', ...headers },
    }),
    grpc.call('GetCurrentUser', {}, { headers }),
  ]);
  return { rest, connect: overConnect, grpc: overGrpc.code };
}

/** Refused everywhere, with a challenge where HTTP has one (RFC 6750 §3). */
export function expectRefused({ rest, connect, grpc }: Presented, error = ', error="invalid_token"'): void {
  const challenge = `Bearer realm="frontier"${error}, Basic realm="frontier"`;
  for (const answer of [rest, connect]) {
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(challenge);
  }
  expect(JSON.parse(rest.body)).toMatchObject({ code: 16, message: 'not authenticated' });
  expect(JSON.parse(connect.body)).toMatchObject({ code: 'unauthenticated', message: 'not authenticated' });
  expect(grpc).toBe('unauthenticated');
}
