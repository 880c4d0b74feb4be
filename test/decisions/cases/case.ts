// A decision case: a world and what may or may not be done in it.
import { type AskedQuestion, checkPermission } from '../../../src/decisions/check-permission.js';
import type { Decisions } from '../../../src/decisions/decisions.js';
import { FrontierError } from '../../../src/kernel/errors.js';
import { type ObjectRef, objectRef, parseObjectRef } from '../../../src/kernel/object-ref.js';
import type { World } from '../../support/world.js';

export interface DecisionCase {
  readonly name: string;
  /** Lines of `World.tell`. */
  readonly world: string;
  /**
   * - `alice may compute_order_get at compute/order o1`
   * - `alice may not get at project web: no_grant`
   * - `alice cannot ask nosuch at project web: not_found`
   *
   * An object with a colon is taken as clients write it (`org:acme`), `urn compute/order frn:...` as type and id.
   */
  readonly checks: readonly string[];
}

export interface Check {
  readonly question: AskedQuestion;
  /** `allowed`, a reason of denial or the code of an error. */
  readonly expected: string;
}

const CHECK = /^(\S+) (may|may not|cannot ask) (\S+) at ([^:]+|\S+|urn \S+ \S+?)(?:: (\w+))?$/;

export function readCheck(world: World, line: string): Check {
  const [, who = '', verdict = '', permission = '', at = '', reason] = CHECK.exec(line) ?? [];
  if (who === '' || (verdict === 'may') !== (reason === undefined)) throw new Error(`not a check: ${line}`);
  const principal = who.includes(':') ? who : world.principal(who);
  const question = { principal, permission, object: objectAt(world, at), objectField: 'resource' };
  return { question, expected: reason ?? 'allowed' };
}

/** What `readCheck` expects: an outcome, or the code of the error that was thrown. */
export async function ask(decisions: Decisions, question: AskedQuestion): Promise<string> {
  try {
    return (await checkPermission(decisions, question)).outcome;
  } catch (error) {
    if (error instanceof FrontierError) return error.code;
    throw error;
  }
}

function objectAt(world: World, text: string): ObjectRef {
  const [first, namespace, id] = text.split(' ');
  if (first === 'urn') return objectRef(namespace as string, id as string, 'object_id');
  return text.includes(':') ? parseObjectRef(text, 'resource') : world.object(text);
}
