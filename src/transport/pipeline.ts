// The only way to a handler: request id, observe, deadline, authenticate, authorize, handle, errors.
import type { Message } from '@bufbuild/protobuf';
import type { Awaitable, CallMeta } from '../kernel/rpc.js';
import { admit, type CallDeps, finishCall, RunningCall } from './call.js';
import { withinDeadline } from './deadline.js';
import { asFrontierError } from './errors.js';
import type { Answer, Method } from './method.js';

export type { FinishedCall } from './call.js';
export type { Answer, Method } from './method.js';

/** Runs one call; answers what the handler does, for the door to write as the method's output. Throws or rejects with FrontierError only. */
export type Invoke = (method: Method, message: Message, meta: CallMeta) => Awaitable<Answer>;

export type PipelineDeps = CallDeps;

/** Binds the pipeline. It answers without a promise when authentication, authorization and handler do. */
export function createPipeline(deps: PipelineDeps): Invoke {
  return (method, message, meta) => {
    const call = new RunningCall(deps, method.name, meta);
    let answer: Awaitable<Answer>;
    try {
      const admitted = admit(deps, { access: method.access, message, call });
      answer =
        admitted instanceof Promise ? admitted.then(() => method.handle(message, call)) : method.handle(message, call);
    } catch (thrown) {
      throw failed(deps, call, thrown);
    }
    if (answer instanceof Promise) return later(deps, call, answer);
    finishCall(deps, call);
    return answer;
  };
}

async function later(deps: PipelineDeps, call: RunningCall, coming: Promise<Answer>): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await withinDeadline(call.deadline, deps.clock, coming);
  } catch (thrown) {
    throw failed(deps, call, thrown);
  }
  finishCall(deps, call);
  return answer;
}

function failed(deps: PipelineDeps, call: RunningCall, thrown: unknown): Error {
  const error = asFrontierError(thrown);
  finishCall(deps, call, error);
  return error;
}
