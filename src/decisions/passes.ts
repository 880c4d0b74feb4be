// Whether a call may go on that requires a permission.
import { andThen } from '../kernel/awaitable.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable, Requirement } from '../kernel/rpc.js';
import { SUPERUSER } from '../organizations/index.js';
import { type Decisions, permits } from './decisions.js';

/** Platform administrators, who no narrowed token is, pass at what is not there, too, and are told so by the handler. */
export function passes(decisions: Decisions, principal: Principal, requirement: Requirement): Awaitable<boolean> {
  return andThen(
    permits(decisions, principal, requirement),
    (permitted) => permitted || permits(decisions, principal, SUPERUSER),
  );
}
