// Cancels requests that are not complete in time, by turns of a clock of its own: a timer for each would cost each call one.
import { createLine, type InLine } from '../../kernel/line.js';

export interface Upload extends InLine {
  /** The turn since when it is among them; undefined: it is not. */
  since: number | undefined;
  /** The client has not sent its request in time. */
  cancel(): void;
}

export interface Uploads {
  add(call: Upload): void;
  delete(call: Upload): void;
}

/** Requests that have taken `timeoutMs` are cancelled within as long again. */
export function createUploads(timeoutMs: number): Uploads {
  const line = createLine<Upload>();
  let turn = 0;
  const leave = (call: Upload) => {
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
