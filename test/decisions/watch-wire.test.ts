// Watching the service itself: what a write of anyone changed comes to those who may know it.
import { randomUUID } from 'node:crypto';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { beforeAll, expect, test } from 'vitest';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { WatchChangesResponse } from '../../gen/raystack/frontier/v1beta1/watch_pb.js';
import { basic, sharedApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const TRANSPORTS = {
  gRPC: () => createGrpcTransport({ baseUrl: app.baseUrl }),
  'gRPC-Web': () => createGrpcWebTransport({ baseUrl: app.baseUrl, httpVersion: '1.1' }),
  Connect: () => createConnectTransport({ baseUrl: app.baseUrl, httpVersion: '1.1' }),
};

function watch(transport: keyof typeof TRANSPORTS, fromRevision: string, authorization = app.admin.basic) {
  const gone = new AbortController();
  const client = createClient(FrontierService, TRANSPORTS[transport]());
  const options = { headers: { authorization }, signal: gone.signal };
  const messages = client.watchChanges({ fromRevision }, options)[Symbol.asyncIterator]();
  return {
    next: async () => (await messages.next()).value as WatchChangesResponse,
    hangUp: async () => {
      gone.abort();
      await messages.next().catch(() => undefined);
    },
  };
}

async function post(path: string, body: unknown): Promise<{ readonly [member: string]: { readonly id: string } }> {
  const answer = await fetch(`${app.baseUrl}/v1beta1/${path}`, {
    method: 'POST',
    headers: { authorization: app.admin.basic, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { readonly [member: string]: { readonly id: string } };
}

const createOrganization = () => post('organizations', { name: `watched-${randomUUID()}` });

test.each(['gRPC', 'gRPC-Web', 'Connect'] as const)(
  'over %s: live, and again from where it began',
  async (transport) => {
    const live = watch(transport, '');
    const { revision: start, changes } = await live.next();
    expect(changes).toEqual([]);
    const { organization } = await createOrganization();
    const created = { kind: 'object', key: `app/organization:${organization?.id}` };
    const told: WatchChangesResponse[] = [];
    while (!told.at(-1)?.changes.some(({ key }) => key === created.key)) told.push(await live.next());
    expect(told.at(-1)?.changes).toContainEqual(expect.objectContaining(created));
    const again = watch(transport, start);
    expect((await again.next()).revision).toBe(start);
    for (const message of told) expect(await again.next()).toEqual(message);
    await live.hangUp();
    await again.hangUp();
  },
);

test('those who may not ask about everyone may not watch', async () => {
  const { organization } = await createOrganization();
  const { serviceuser } = await post(`organizations/${organization?.id}/serviceusers`, { body: { title: 'nobody' } });
  const secret = await post(`organizations/${organization?.id}/serviceusers/${serviceuser?.id}/secrets`, {});
  const { id, secret: text } = secret['secret'] as unknown as { id: string; secret: string };
  const error = await watch('gRPC', '', basic(id, text))
    .next()
    .catch((thrown: unknown) => ConnectError.from(thrown));
  expect(error).toMatchObject({ code: Code.PermissionDenied });
});
