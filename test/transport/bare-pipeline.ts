// A pipeline with nothing around it, and calls to run through it.
import { create } from '@bufbuild/protobuf';
import { GetUserRequestSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { FrontierError } from '../../src/kernel/errors.js';
import { systemRandom } from '../../src/kernel/random.js';
import type { CallMeta } from '../../src/kernel/rpc.js';
import { createPipeline, type FinishedCall, type Method, type PipelineDeps } from '../../src/transport/pipeline.js';
import { methodsOf } from '../../src/transport/rpc.js';
import { testClock } from '../support/clock.js';
import { authenticate, fakeAreas } from './product.js';

export function meta(headers: Record<string, string> = { authorization: 'Bearer good' }, timeoutMs?: number) {
  const replied: Record<string, string> = {};
  const given: CallMeta = {
    header: (name) => headers[name],
    reply: (name, value) => {
      replied[name] = value;
    },
    peer: '192.0.2.1',
    protocol: 'grpc',
    timeoutMs,
    signal: undefined,
  };
  return { ...given, replied };
}

export function pipeline(given: Partial<PipelineDeps> = {}) {
  const observed: FinishedCall[] = [];
  const clock = testClock();
  const invoke = createPipeline({
    clock,
    random: systemRandom,
    authenticate,
    permits: () => true,
    observe: (call) => observed.push(call),
    ...given,
  });
  return { invoke, observed, clock };
}

export function getUser(handle: Method['handle'], access: Method['access'] = 'authenticated'): Method {
  const methods = methodsOf(fakeAreas());
  const found = methods.find(({ name }) => name === 'FrontierService/GetUser');
  if (found === undefined) throw new Error('no GetUser');
  return { ...found, access, handle };
}

export const request = create(GetUserRequestSchema, { id: 'x' });

/** What `work` fails with, be it thrown or rejected. */
export async function failureOf(work: () => unknown): Promise<FrontierError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FrontierError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
