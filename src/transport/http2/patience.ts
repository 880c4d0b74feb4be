// Cancels calls whose clients take too long with their part, by turns of one clock: a timer for each would cost each call one.
import { createLine, type InLine } from '../../kernel/line.js';

export interface WaitingCall extends InLine {
  /** The turn since when the client is waited for; undefined: it is not. */
  since: number | undefined;
  /** The client has taken too long. */
  cancel(): void;
}

export interface Patience {
  /** From now on the call waits for its client. */
  add(call: WaitingCall): void;
  delete(call: WaitingCall): void;
}

/** Calls that have waited for `timeoutMs` are cancelled within as long again. */
export function createPatience(timeoutMs: number): Patience {
  const line = createLine<WaitingCall>();
  let turn = 0;
  const leave = (call: WaitingCall) => {
    line.leave(call);
    call.since = undefined;
  };
  const next = () => {
    turn += 1;
    for (let call = line.first(); call?.since !== undefined && call.since < turn - 1; call = line.first()) {
      leave(call);
      call.cancel();
    }
  };
  setInterval(next, timeoutMs).unref();
  return {
    add: (call) => {
      call.since = turn;
      line.join(call);
    },
    delete: (call) => {
      if (call.since !== undefined) leave(call);
    },
  };
}
