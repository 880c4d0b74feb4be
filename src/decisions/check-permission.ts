// May a principal do something: one question, from the text of a request to a decision.

import { andThen } from '../kernel/awaitable.js';
import { invalidField } from '../kernel/errors.js';
import type { ObjectRef } from '../kernel/object-ref.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Decision, Outcome } from './decision.js';
import type { Decisions } from './decisions.js';
import { MISSING } from './engine.js';
import { resolveObject, resolvePermission } from './resolve-question.js';

/** A question as a caller writes it: names allowed, permission by verb, slug or key. */
export interface AskedQuestion {
  /** Key of the principal. */
  readonly principal: string;
  readonly permission: string;
  readonly object: ObjectRef;
  /** The request's field that names the object, for errors. */
  readonly objectField: string;
}

/** How fresh an answer has to be. */
export interface Freshness {
  /** A revision that a write answered; empty: any. */
  readonly atLeastRevision: string;
  readonly fullyConsistent: boolean;
  /** How long to wait for that revision, milliseconds. */
  readonly waitMs: number;
}

const ANY: Freshness = { atLeastRevision: '', fullyConsistent: false, waitMs: 0 };

/** Decides at a revision that is fresh enough; synchronous when the maps are and hold what is asked about. */
export function checkPermission(
  decisions: Decisions,
  question: AskedQuestion,
  freshness: Freshness = ANY,
): Awaitable<Decision> {
  return andThen(freshEnough(decisions, freshness), () =>
    decisions.reader.settle(() => {
      const outcome = attempt(decisions, question);
      return outcome === MISSING ? MISSING : { outcome, revision: decisions.revision() };
    }),
  );
}

/** Waits until the maps are as fresh as asked; the call's deadline bounds the wait. */
export function freshEnough(
  decisions: Decisions,
  { atLeastRevision, fullyConsistent, waitMs }: Freshness,
): Awaitable<void> {
  if (fullyConsistent) return decisions.feed.catchUp();
  if (atLeastRevision === '') return undefined;
  const revision = parseRevision(atLeastRevision);
  if (decisions.feed.applied() >= revision) return undefined;
  return decisions.feed.catchUp().then(() => decisions.feed.reach(revision, waitMs));
}

function attempt({ maps, decide }: Decisions, question: AskedQuestion): Outcome | typeof MISSING {
  const object = resolveObject(maps, question.object, question.objectField);
  const permission = resolvePermission(maps, question.permission, question.object.namespace);
  // Both are looked up before either is waited for, and the principal with them, so that one load brings all.
  if (object === MISSING || permission === MISSING) {
    maps.object(question.principal);
    maps.identity(question.principal);
    if (object !== MISSING) maps.object(object);
    return MISSING;
  }
  return decide({ principal: question.principal, permission, object });
}

function parseRevision(text: string): number {
  const revision = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(revision)) return revision;
  throw invalidField('at_least_revision', 'must be a revision that a write or a check answered');
}
