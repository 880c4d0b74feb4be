// Many questions at once, decided at one revision.
import { andThen } from '../../kernel/awaitable.js';
import { FrontierError, invalidField } from '../../kernel/errors.js';
import { parseObjectRef } from '../../kernel/object-ref.js';
import type { Holder } from '../../kernel/principal.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type AskedQuestion, resolveQuestion } from '../check-permission.js';
import { checkContext } from '../context.js';
import type { Decisions } from '../decisions.js';
import type { Outcome } from '../engine/decision.js';
import { MISSING } from '../engine/engine.js';
import { ANY_REVISION, type Freshness, freshEnough } from '../feed/freshness.js';
import { echoPermission, narrowingOf, subjectKey } from '../resolve-question.js';

/** One question as a caller writes it. */
export interface BatchBody {
  readonly permission: string;
  /** `namespace:id`. */
  readonly resource: string;
  /** Empty: the caller. */
  readonly subject: string;
  /** Not looked into. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

export interface Batch {
  readonly bodies: readonly BatchBody[];
  readonly caller: Holder;
  /** Answers a body that cannot be asked with its error, instead of throwing it. */
  readonly perItemErrors: boolean;
}

export type BatchAnswer =
  /** `body` in canonical form: a bare verb if the permission is of the object's own type, else its slug; full namespaces and ids. */
  { readonly body: BatchBody; readonly outcome: Outcome } | { readonly body: BatchBody; readonly error: FrontierError };

export interface BatchDecision {
  /** In the order of the bodies. */
  readonly answers: readonly BatchAnswer[];
  readonly revision: string;
}

const MOST_BODIES = 1_000;
/** Loads one after the other that a single decision may need, before fewer questions are tried at once. */
const PATIENCE = 3;

/** Decides each body as `checkPermission` does. Throws the first error of a body, with the path of its field, unless told otherwise. */
export function batchCheckPermission(
  decisions: Decisions,
  batch: Batch,
  freshness: Freshness = ANY_REVISION,
): Awaitable<BatchDecision> {
  const { length } = batch.bodies;
  if (length < 1 || length > MOST_BODIES) throw invalidField('bodies', `must have 1 to ${MOST_BODIES} items`);
  const items = batch.bodies.map((body, index) => ({
    body,
    asked: inBody(index, () => toQuestion(body, batch.caller)),
  }));
  if (!batch.perItemErrors) throwFirst(items.map(({ asked }) => asked));
  const attempt = attemptAll(decisions, items);
  return andThen(freshEnough(decisions.feed, freshness), () =>
    decisions.reader.settle(() => {
      const answers = attempt();
      if (answers === MISSING) return MISSING;
      if (!batch.perItemErrors) throwFirst(answers.map((answer) => ('error' in answer ? answer.error : undefined)));
      for (const answer of answers) if ('outcome' in answer) decisions.outcomes[answer.outcome] += 1;
      return { answers, revision: decisions.revision() };
    }),
  );
}

interface Item {
  readonly body: BatchBody;
  readonly asked: AskedQuestion | FrontierError;
}

/** Throws what a field is malformed in. */
function toQuestion({ permission, resource, subject, context }: BatchBody, caller: Holder): AskedQuestion {
  checkContext(context);
  const principal = subjectKey(subject, caller, 'subject');
  const object = parseObjectRef(resource, 'resource');
  return { principal, permission, object, objectField: 'resource', narrowing: narrowingOf(principal, caller) };
}

/** An attempt at all of it, to be made again after each load, until there is an answer. */
function attemptAll(decisions: Decisions, items: readonly Item[]): () => readonly BatchAnswer[] | typeof MISSING {
  let answers: (BatchAnswer | typeof MISSING)[] = [];
  let decidedAt: number | undefined;
  let atOnce = items.length;
  let fruitless = 0;

  return () => {
    // What is decided stays so for as long as the revision does: what a large batch loads can push out what it loaded before.
    const revision = decisions.feed.applied();
    if (revision !== decidedAt) answers = items.map(() => MISSING);
    decidedAt = revision;
    const open = items.flatMap((item, index) => (answers[index] === MISSING ? { item, index } : []));
    for (const { item, index } of open.slice(0, atOnce)) answers[index] = answerTo(decisions, item, index);
    const left = answers.filter((answer) => answer === MISSING).length;
    fruitless = left < open.length ? 0 : fruitless + 1;
    if (fruitless > PATIENCE) atOnce = Math.ceil(atOnce / 2);
    return left === 0 ? (answers as BatchAnswer[]) : MISSING;
  };
}

function answerTo(decisions: Decisions, { body, asked }: Item, index: number): BatchAnswer | typeof MISSING {
  if (asked instanceof FrontierError) return { body, error: asked };
  const question = inBody(index, () => resolveQuestion(decisions.maps, asked));
  if (question === MISSING) return MISSING;
  if (question instanceof FrontierError) return { body, error: question };
  const outcome = decisions.decide(question);
  if (outcome === MISSING) return MISSING;
  const permission = echoPermission(decisions.maps, question.permission, asked.object.namespace);
  const subject = body.subject === '' ? '' : question.principal;
  return { body: { permission, resource: question.object, subject }, outcome };
}

/** What `work` answers or throws, the error told of `bodies[index]`. */
function inBody<T>(index: number, work: () => T): T | FrontierError {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FrontierError)) throw error;
    const violations = error.violations.map(({ field, description }) => {
      return { field: `bodies[${index}].${field}`, description };
    });
    const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
    return new FrontierError(error.code, error.reason, message, { violations });
  }
}

function throwFirst(items: readonly unknown[]): void {
  for (const item of items) if (item instanceof FrontierError) throw item;
}
