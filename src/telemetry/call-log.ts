// One log line for each call: who asked for what, how it went and how long it took.
import type { ErrorCode } from '../kernel/errors.js';
import { refKey } from '../kernel/object-ref.js';
import type { Principal } from '../kernel/principal.js';
import type { CallMeta } from '../kernel/rpc.js';
import type { Logger } from './logger.js';

/** A call that has been answered. Holds nothing of its message. */
export interface CallRecord {
  /** `FrontierService/CreateSecret`. */
  readonly method: string;
  readonly code: 'ok' | ErrorCode;
  /** The stable reason of an error or a denial; undefined when all went well. */
  readonly reason: string | undefined;
  readonly durationMs: number;
  /** Undefined when the caller was not, or not yet, known. */
  readonly principal: Principal | undefined;
  readonly requestId: string;
  readonly peer: string;
  readonly protocol: CallMeta['protocol'];
  /** What lies behind an error; its stack is logged when the fault is ours. */
  readonly cause?: unknown;
}

/** Faults of ours: somebody should look. */
const OURS: ReadonlySet<string> = new Set(['internal', 'unknown', 'data_loss']);
/** Trouble that passes, or that a client caused by not waiting. */
const TROUBLE: ReadonlySet<string> = new Set(['unavailable', 'deadline_exceeded', 'resource_exhausted', 'aborted']);

/**
 * Logs calls: `error` with the stack for our faults, `warn` for what may pass, `info` for the rest, refusals included. `every`: of
 * the calls that go well those that change something are logged, and of each other RPC the first and then one of so many; 0: none.
 */
export function callLog(logger: Logger, every = 1): (call: CallRecord) => void {
  const isDue = createSample(every);
  return (call) => {
    if (call.code !== 'ok' || isDue(call.method)) logCall(logger, call);
  };
}

/** They change nothing that is stored; a token is minted for every few calls, and is in the log with the first that goes wrong. */
const CHANGES_NOTHING = /\/(Get|List|Lookup|Check|BatchCheck|Explain|Watch|Introspect|AuthToken)/;

function createSample(every: number): (method: string) => boolean {
  if (every < 2) return () => every === 1;
  const counts = new Map<string, { calls: number }>();
  return (method) => {
    const count = counts.get(method);
    if (count === undefined) {
      if (CHANGES_NOTHING.test(method)) counts.set(method, { calls: 1 });
    } else if (count.calls < every) {
      count.calls += 1;
      return false;
    } else count.calls = 1;
    return true;
  };
}

function logCall(logger: Logger, call: CallRecord): void {
  const { code, principal } = call;
  const fields = {
    method: call.method,
    code,
    reason: call.reason,
    peer: call.peer,
    protocol: call.protocol,
    request_id: call.requestId,
    duration_ms: Math.round(call.durationMs * 1000) / 1000,
    principal: principal && refKey(principal),
    ...(OURS.has(code) && { err: call.cause }),
  };
  if (OURS.has(code)) logger.error('call', fields);
  else if (TROUBLE.has(code)) logger.warn('call', fields);
  else logger.info('call', fields);
}
