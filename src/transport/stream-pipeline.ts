// The pipeline of calls that are answered by a stream: as for the others, and what admitted them is asked again as they go on.
import { create, type Message } from '@bufbuild/protobuf';
import { FrontierError } from '../kernel/errors.js';
import type { CallMeta } from '../kernel/rpc.js';
import { admit, type CallDeps, finishCall, identify, RunningCall } from './call.js';
import { deadlineExceeded } from './deadline.js';
import { asFrontierError } from './errors.js';
import type { StreamMethod } from './method.js';

/** Runs one call, message by message as the client takes them. Throws FrontierError only, at the client's next message. */
export type InvokeStream = (method: StreamMethod, message: Message, meta: CallMeta) => AsyncIterable<Message>;

export interface StreamPipelineDeps extends CallDeps {
  /** Fires when the process is about to leave: streams end then. */
  readonly leaving: AbortSignal;
}

/**
 * Binds the pipeline. The handler's `call.meta.signal` fires when nobody takes any more: the client is gone, its deadline has
 * passed, or the process leaves; it is to end the stream then.
 */
export function createStreamPipeline(deps: StreamPipelineDeps): InvokeStream {
  return (method, message, meta) => {
    const messages = run({ deps, method, message, meta });
    // Over HTTP/1.1 nothing tells the one who writes to a client that is gone: what it holds would never be taken.
    meta.signal?.addEventListener('abort', () => void messages.return(undefined).catch(ignore), { once: true });
    return messages;
  };
}

interface Run {
  readonly deps: StreamPipelineDeps;
  readonly method: StreamMethod;
  readonly message: Message;
  readonly meta: CallMeta;
}

async function* run({ deps, method, message, meta }: Run): AsyncGenerator<Message, void> {
  const stop = firstOf([meta.signal, deps.leaving]);
  const call = new RunningCall(deps, method.name, { ...meta, signal: stop.signal });
  // It ends with a line in the log, and then it is too late to say so.
  identify(call);
  const admission = { access: method.access, message, call };
  // A client that goes away makes `yield` return, or throw what could not be written to it.
  let end: FrontierError | undefined = canceled();
  let taken = true;
  try {
    await admit(deps, admission);
    for await (const answer of method.handle(message, call)) {
      // A stream may outlive the token, the rights and the life of its caller: none of it is told to who may not know it now.
      await admit(deps, admission);
      taken = false;
      yield create(method.descriptor.output, answer);
      taken = true;
    }
    end = stop.signal.aborted ? endOf(deps, call.deadline) : undefined;
  } catch (thrown) {
    if (taken) end = asFrontierError(thrown);
  } finally {
    stop.dispose();
    finishCall(deps, call, end);
  }
  if (end !== undefined) throw end;
}

/** Why a stream was ended before its handler did. */
function endOf({ clock, leaving }: StreamPipelineDeps, deadline: number | undefined): FrontierError {
  if (leaving.aborted) return new FrontierError('unavailable', 'LEAVING', 'the server is leaving; go on with another');
  if (deadline !== undefined && deadline <= clock.monotonic()) return deadlineExceeded();
  return canceled();
}

function ignore(): void {}

function canceled(): FrontierError {
  return new FrontierError('canceled', 'CANCELED', 'canceled');
}

/** AbortSignal.any, but that nothing is left on signals that live as long as the process does. */
function firstOf(signals: readonly (AbortSignal | undefined)[]): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  }
  const dispose = () => {
    for (const signal of signals) signal?.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, dispose };
}
