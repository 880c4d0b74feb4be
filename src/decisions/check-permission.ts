// May a principal do something: one question, from the text of a request to a decision.

import { andThen } from '../kernel/awaitable.js';
import type { Narrowing } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Decisions } from './decisions.js';
import type { Decision, Question } from './engine/decision.js';
import { MISSING } from './engine/engine.js';
import { ANY_REVISION, type Freshness, freshEnough } from './feed/freshness.js';
import type { Maps } from './maps/maps.js';
import { type AskedObject, resolveObject, resolvePermission } from './resolve-question.js';

/** A question as a caller writes it: names allowed, permission by verb, slug or key. */
export interface AskedQuestion {
  /** Key of the principal. */
  readonly principal: string;
  readonly permission: string;
  readonly object: AskedObject;
  /** The request's field that names the object, for errors. */
  readonly objectField: string;
  /** See `Question`. */
  readonly narrowing?: Narrowing | undefined;
}

/** A question with its names resolved. */
export interface ResolvedQuestion extends Question {
  /** The permission as answers repeat it: the bare verb when it is of the object's own type, else its slug. */
  readonly echo: string;
}

/** Decides at a revision that is fresh enough; synchronous when the maps are and hold what is asked about. */
export function checkPermission(
  decisions: Decisions,
  asked: AskedQuestion,
  freshness: Freshness = ANY_REVISION,
): Awaitable<Decision> {
  const { maps, feed, reader, decide } = decisions;
  return andThen(freshEnough(feed, freshness), () =>
    reader.settle(() => {
      const question = resolveQuestion(maps, asked);
      const outcome = question === MISSING ? MISSING : decide(question);
      if (outcome === MISSING) return MISSING;
      decisions.outcomes[outcome] += 1;
      return { outcome, revision: decisions.revision() };
    }),
  );
}

/** Resolves the names; MISSING while they are looked up. Throws not_found and invalid_argument. */
export function resolveQuestion(maps: Maps, asked: AskedQuestion): ResolvedQuestion | typeof MISSING {
  const { principal, narrowing } = asked;
  const object = resolveObject(maps, asked.object, asked.objectField);
  const permission = resolvePermission(maps, asked.permission, asked.object.namespace);
  if (object !== MISSING && permission !== MISSING)
    return { principal, permission: permission.slug, object, narrowing, echo: permission.echo };
  // The principal is looked up with what is missing, so that one load brings all.
  maps.object(principal);
  maps.identity(principal);
  if (object !== MISSING) maps.object(object);
  return MISSING;
}
