// A call from its first to its last moment: who may make it, and what is told of it when it is over.
import type { Message } from '@bufbuild/protobuf';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import { type ErrorCode, type FrontierError, notAuthenticated, notAuthorized } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import type { Random } from '../kernel/random.js';
import type { AccessRule, Awaitable, Call, CallMeta, Requirement } from '../kernel/rpc.js';
import { deadlineExceeded, deadlineOf } from './deadline.js';

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
  /** Asking for it gives the call one, which its answer has from then on. */
  readonly requestId: string;
  readonly peer: string;
  readonly protocol: CallMeta['protocol'];
  /** What lies behind an error, for the log only. */
  readonly cause: unknown;
}

export interface CallDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Who presented what the headers carry; undefined when they carry nothing. Throws unauthenticated when it is no good. */
  authenticate(meta: CallMeta): Awaitable<Principal | undefined>;
  /** Whether `principal` holds what is required. */
  permits(principal: Principal, requirement: Requirement): Awaitable<boolean>;
  /** Told once of every call, whatever its end; must not throw. */
  observe(call: FinishedCall): void;
}

const REQUEST_ID = /^[\x20-\x7e]{1,128}$/;

/** The call so far; `principal` is known from admission on. A class, as is `Finished`: what they can do is not made anew for each. */
export class RunningCall implements Call {
  readonly method: string;
  readonly meta: CallMeta;
  /** On the monotonic clock, milliseconds. */
  readonly started: number;
  principal: Principal | undefined;
  private readonly random: Random;
  private id: string | undefined;
  readonly deadline: number | undefined;

  constructor({ clock, random }: CallDeps, method: string, meta: CallMeta) {
    this.method = method;
    this.meta = meta;
    this.started = clock.monotonic();
    this.principal = undefined;
    this.random = random;
    const given = meta.header('x-request-id');
    // The caller's own, when it can go into a header and a log line.
    this.id = given !== undefined && REQUEST_ID.test(given) ? given : undefined;
    if (this.id !== undefined) meta.reply('x-request-id', this.id);
    // Last, for it throws when the client's timeout is malformed.
    this.deadline = deadlineOf(meta.timeoutMs, this.started);
  }

  /** Made when it is first asked for, by the line in the log as a rule; the answer has it then, unless that is on its way already. */
  get requestId(): string {
    if (this.id === undefined) {
      this.id = this.random.uuid();
      this.meta.reply('x-request-id', this.id);
    }
    return this.id;
  }
}

/** Gives the call its id now, for the client to be told. */
export function identify(call: RunningCall): void {
  void call.requestId;
}

/** Tells the observer; the error is what the call ended with, and is answered with the call's id. */
export function finishCall(deps: CallDeps, call: RunningCall, error?: FrontierError): void {
  if (error !== undefined) identify(call);
  deps.observe(new Finished(call, deps.clock.monotonic() - call.started, error));
}

export interface Admission {
  readonly access: AccessRule<Message>;
  readonly message: Message;
  readonly call: RunningCall;
}

/**
 * Authenticates, then authorizes; throws deadline_exceeded, unauthenticated or permission_denied. Functions are made only for what
 * is waited for: this is on the way of every call.
 */
export function admit(deps: CallDeps, admission: Admission): Awaitable<void> {
  const { access, call } = admission;
  if (call.deadline !== undefined && call.deadline <= deps.clock.monotonic()) throw deadlineExceeded();
  if (access === 'public') return;
  const principal = deps.authenticate(call.meta);
  if (principal instanceof Promise) return principal.then((known) => authorize(deps, admission, known));
  return authorize(deps, admission, principal);
}

function authorize(deps: CallDeps, admission: Admission, principal: Principal | undefined): Awaitable<void> {
  const { access, message, call } = admission;
  if (principal === undefined) throw notAuthenticated();
  call.principal = principal;
  if (principal.narrowing?.calls?.has(call.method) === false) throw notAuthorized('TOKEN_NOT_PERMITTED');
  const required = typeof access === 'function' ? access(message, principal) : access;
  if (required instanceof Promise) return required.then((requirement) => demand(deps, principal, requirement));
  return demand(deps, principal, required);
}

type Demand = Exclude<AccessRule<Message>, (...given: never) => unknown> | 'denied';

function demand(deps: CallDeps, principal: Principal, required: Demand): Awaitable<void> {
  if (required === 'about_caller' || required === 'public') return;
  if (required === 'authenticated') {
    if (principal.narrowing !== undefined) throw notAuthorized('TOKEN_NOT_PERMITTED');
    return;
  }
  if (required === 'denied') throw notAuthorized();
  return andThen(deps.permits(principal, required), demandTrue);
}

function demandTrue(permitted: boolean): void {
  if (!permitted) throw notAuthorized();
}

class Finished implements FinishedCall {
  readonly durationMs: number;
  private readonly call: RunningCall;
  private readonly error: FrontierError | undefined;

  constructor(call: RunningCall, durationMs: number, error: FrontierError | undefined) {
    this.call = call;
    this.durationMs = durationMs;
    this.error = error;
  }

  get method(): string {
    return this.call.method;
  }

  get code(): FinishedCall['code'] {
    return this.error === undefined ? 'ok' : this.error.code;
  }

  get reason(): string | undefined {
    return this.error?.reason;
  }

  get principal(): Principal | undefined {
    return this.call.principal;
  }

  get requestId(): string {
    return this.call.requestId;
  }

  get peer(): string {
    return this.call.meta.peer;
  }

  get protocol(): CallMeta['protocol'] {
    return this.call.meta.protocol;
  }

  get cause(): unknown {
    return this.error?.cause;
  }
}
