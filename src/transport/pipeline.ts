// The only way to a handler: request id, observe, deadline, authenticate, authorize, handle, errors.
import { create, type Message } from '@bufbuild/protobuf';
import { andThen, settle } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import { type ErrorCode, type FrontierError, notAuthenticated, notAuthorized } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import type { Random } from '../kernel/random.js';
import type { Awaitable, Call, CallMeta, Requirement } from '../kernel/rpc.js';
import { deadlineExceeded, deadlineOf, withinDeadline } from './deadline.js';
import { asFrontierError } from './errors.js';
import type { Method } from './method.js';

export type { Method } from './method.js';

/** Runs one call; the answer has the method's output type. Throws or rejects with FrontierError only. */
export type Invoke = (method: Method, message: Message, meta: CallMeta) => Awaitable<Message>;

/** What is known of a call when it is over: the line in the log, and the count in the metrics. */
export interface FinishedCall {
  /** `FrontierService/CreateSecret`. */
  readonly method: string;
  readonly code: ErrorCode | 'ok';
  /** The error's stable reason; undefined when the code is `ok`. */
  readonly reason: string | undefined;
  readonly durationMs: number;
  /** Undefined when the RPC is public or the caller is unknown. */
  readonly principal: Principal | undefined;
  readonly requestId: string;
  readonly peer: string;
  readonly protocol: CallMeta['protocol'];
  /** What lies behind an error, for the log only. */
  readonly cause: unknown;
}

export interface PipelineDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Who presented what the headers carry; undefined when they carry nothing. Throws unauthenticated when it is no good. */
  authenticate(meta: CallMeta): Awaitable<Principal | undefined>;
  /** Whether `principal` holds what is required. */
  permits(principal: Principal, requirement: Requirement): Awaitable<boolean>;
  /** Told once of every call, whatever its end; must not throw. */
  observe(call: FinishedCall): void;
}

/** The call so far; `principal` is known from authentication on. */
interface Running extends Call {
  principal: Principal | undefined;
}

const REQUEST_ID = /^[\x20-\x7e]{1,128}$/;

/** Binds the pipeline. It answers without a promise when authentication, authorization and handler do. */
export function createPipeline(deps: PipelineDeps): Invoke {
  return (method, message, meta) => {
    const started = deps.clock.monotonic();
    const requestId = requestIdOf(meta, deps.random);
    meta.reply('x-request-id', requestId);
    const call: Running = {
      requestId,
      method: method.name,
      meta,
      principal: undefined,
      deadline: deadlineOf(meta.timeoutMs, started),
    };
    const finish = (error?: FrontierError) => deps.observe(finished(call, deps.clock.monotonic() - started, error));
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
  readonly call: Running;
}

function run({ deps, method, message, call }: Run): Awaitable<Message> {
  if (call.deadline !== undefined && call.deadline <= deps.clock.monotonic()) throw deadlineExceeded();
  return andThen(admit({ deps, method, message, call }), () =>
    andThen(method.handle(message, call), (answer) => create(method.descriptor.output, answer)),
  );
}

/** Authenticates, then authorizes; throws unauthenticated or permission_denied. */
function admit({ deps, method, message, call }: Run): Awaitable<void> {
  const rule = method.access;
  if (rule === 'public') return;
  return andThen(deps.authenticate(call.meta), (principal) => {
    if (principal === undefined) throw notAuthenticated();
    call.principal = principal;
    const required = typeof rule === 'function' ? rule(message, principal) : rule;
    return andThen(required, (requirement) => {
      if (requirement === 'authenticated') return;
      if (requirement === 'denied') throw notAuthorized();
      return andThen(deps.permits(principal, requirement), (permitted) => {
        if (!permitted) throw notAuthorized();
      });
    });
  });
}

/** The caller's own id when it can go into a header and a log line, else a new one. */
function requestIdOf(meta: CallMeta, random: Random): string {
  const given = meta.header('x-request-id');
  return given !== undefined && REQUEST_ID.test(given) ? given : random.uuid();
}

function finished(call: Running, durationMs: number, error: FrontierError | undefined): FinishedCall {
  return {
    method: call.method,
    code: error?.code ?? 'ok',
    reason: error?.reason,
    durationMs,
    principal: call.principal,
    requestId: call.requestId,
    peer: call.meta.peer,
    protocol: call.meta.protocol,
    cause: error?.cause,
  };
}
