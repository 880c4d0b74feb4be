// The only way to a handler: request id, observe, deadline, authenticate, authorize, handle, errors.
import { create, type Message } from '@bufbuild/protobuf';
import { andThen, settle } from '../kernel/awaitable.js';
import type { Awaitable, CallMeta } from '../kernel/rpc.js';
import { admit, type CallDeps, openCall, type RunningCall } from './call.js';
import { withinDeadline } from './deadline.js';
import { asFrontierError } from './errors.js';
import type { Method } from './method.js';

export type { FinishedCall } from './call.js';
export type { Method } from './method.js';

/** Runs one call; the answer has the method's output type. Throws or rejects with FrontierError only. */
export type Invoke = (method: Method, message: Message, meta: CallMeta) => Awaitable<Message>;

export type PipelineDeps = CallDeps;

/** Binds the pipeline. It answers without a promise when authentication, authorization and handler do. */
export function createPipeline(deps: PipelineDeps): Invoke {
  return (method, message, meta) => {
    const { call, finish } = openCall(deps, method.name, meta);
    return settle(
      () => withinDeadline(call.deadline, deps.clock, run({ deps, method, message, call })),
      (answer) => {
        finish();
        return answer;
      },
      (thrown) => {
        const error = asFrontierError(thrown);
        finish(error);
        throw error;
      },
    );
  };
}

interface Run {
  readonly deps: PipelineDeps;
  readonly method: Method;
  readonly message: Message;
  readonly call: RunningCall;
}

function run({ deps, method, message, call }: Run): Awaitable<Message> {
  return andThen(admit(deps, { access: method.access, message, call }), () =>
    andThen(method.handle(message, call), (answer) => create(method.descriptor.output, answer)),
  );
}
