// Narrowed tokens at the pipeline: what they may call.
import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { GetUserRequestSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { systemRandom } from '../../src/kernel/random.js';
import type { AccessRule, CallMeta } from '../../src/kernel/rpc.js';
import { createPipeline } from '../../src/transport/pipeline.js';
import { methodsOf } from '../../src/transport/rpc.js';
import { testClock } from '../support/clock.js';
import { CALLER, fakeAreas } from './product.js';

const META: CallMeta = {
  header: () => undefined,
  reply: () => {},
  peer: '192.0.2.1',
  protocol: 'grpc',
  timeoutMs: undefined,
  signal: undefined,
};
const NARROWING = { permissions: new Set(['p']), resource: undefined };

async function call(access: AccessRule<object>, narrowing: typeof NARROWING | undefined): Promise<unknown> {
  const invoke = createPipeline({
    clock: testClock(),
    random: systemRandom,
    authenticate: () => ({ ...CALLER, narrowing }),
    permits: () => true,
    observe: () => {},
  });
  const method = methodsOf(fakeAreas()).find(({ name }) => name === 'FrontierService/GetUser');
  if (method === undefined) throw new Error('no GetUser');
  return invoke({ ...method, access }, create(GetUserRequestSchema, {}), META);
}

test.each<[string, AccessRule<object>]>([
  ['what it holds', { permission: 'p', object: CALLER }],
  ['what only asks about it', 'about_caller'],
  ['what only asks about it, by a rule', () => 'about_caller'],
])('a narrowed token may call %s', async (_, access) => {
  await call(access, NARROWING);
});

test.each<[string, AccessRule<object>]>([
  ['what just anyone may', 'authenticated'],
  ['what just anyone may, by a rule', async () => 'authenticated' as const],
])('a narrowed token may not call %s', async (_, access) => {
  await call(access, undefined);
  await expect(async () => call(access, NARROWING)).rejects.toMatchObject({
    code: 'permission_denied',
    reason: 'TOKEN_NOT_PERMITTED',
  });
});
