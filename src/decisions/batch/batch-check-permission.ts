// Many questions at once, decided at one revision.
import { andThen } from '../../kernel/awaitable.js';
import { FrontierError, invalidField } from '../../kernel/errors.js';
import { refKey } from '../../kernel/object-ref.js';
import type { Holder } from '../../kernel/principal.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type AskedQuestion, resolveQuestion } from '../check-permission.js';
import { checkContext } from '../context.js';
import type { Decisions } from '../decisions.js';
import type { Outcome } from '../engine/decision.js';
import { MISSING } from '../engine/engine.js';
import { ANY_REVISION, type Freshness, freshEnough } from '../feed/freshness.js';
import type { Maps } from '../maps/maps.js';
import { aboutSubject, askedObject } from '../resolve-question.js';

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

/** A body without what is not looked into. */
type Echo = Omit<BatchBody, 'context'>;

/** One of `outcome` and `error`, with room for both: all answers are alike to whoever reads them. */
export interface BatchAnswer {
  /** In canonical form where there is an outcome: a bare verb if the permission is of the object's own type, else its slug; full namespaces and ids. */
  readonly body: Echo;
  readonly outcome: Outcome | undefined;
  readonly error: FrontierError | undefined;
}

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
  const items = itemsOf(decisions.maps, batch);
  const attempt = attemptAll(decisions, items);
  return andThen(freshEnough(decisions.feed, freshness), () =>
    decisions.reader.settle(() => {
      const answers = attempt();
      if (answers === MISSING) return MISSING;
      if (!batch.perItemErrors) for (const { error } of answers) if (error !== undefined) throw error;
      for (const { outcome } of answers) if (outcome !== undefined) decisions.outcomes[outcome] += 1;
      return { answers, revision: decisions.revision() };
    }),
  );
}

/** A body with what it asks, or what is wrong with it. */
interface Item {
  readonly body: BatchBody;
  readonly asked: AskedQuestion | undefined;
  readonly error: FrontierError | undefined;
}

interface Asking {
  readonly maps: Maps;
  readonly caller: Holder;
  readonly callerKey: string;
}

/** Throws the first error of a body, unless each is to have its own. */
function itemsOf(maps: Maps, { bodies, caller, perItemErrors }: Batch): readonly Item[] {
  const asking = { maps, caller, callerKey: refKey(caller) };
  const items: Item[] = [];
  for (let index = 0; index < bodies.length; index += 1) {
    const item = itemOf(bodies[index] as BatchBody, index, asking);
    if (item.error !== undefined && !perItemErrors) throw item.error;
    items.push(item);
  }
  return items;
}

function itemOf(body: BatchBody, index: number, { maps, caller, callerKey }: Asking): Item {
  const { permission, resource, subject, context } = body;
  try {
    if (context !== undefined) checkContext(context);
    const { principal, narrowing } = aboutSubject(subject, caller, callerKey);
    const object = askedObject(maps, resource, 'resource');
    return { body, asked: { principal, permission, object, objectField: 'resource', narrowing }, error: undefined };
  } catch (error) {
    return { body, asked: undefined, error: inBody(index, error) };
  }
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
    let tried = 0;
    let answered = 0;
    let left = 0;
    for (let index = 0; index < items.length; index += 1) {
      if (answers[index] !== MISSING) continue;
      tried += 1;
      const answer = tried > atOnce ? MISSING : answerTo(decisions, items[index] as Item, index);
      answers[index] = answer;
      if (answer === MISSING) left += 1;
      else answered += 1;
    }
    fruitless = answered > 0 ? 0 : fruitless + 1;
    if (fruitless > PATIENCE) atOnce = Math.ceil(atOnce / 2);
    return left === 0 ? (answers as BatchAnswer[]) : MISSING;
  };
}

function answerTo(decisions: Decisions, item: Item, index: number): BatchAnswer | typeof MISSING {
  const { body, asked } = item;
  if (asked === undefined) return { body, outcome: undefined, error: item.error };
  let question: ReturnType<typeof resolveQuestion>;
  try {
    question = resolveQuestion(decisions.maps, asked);
  } catch (error) {
    return { body, outcome: undefined, error: inBody(index, error) };
  }
  if (question === MISSING) return MISSING;
  const outcome = decisions.decide(question);
  if (outcome === MISSING) return MISSING;
  const subject = body.subject === '' ? '' : question.principal;
  return { body: { permission: question.echo, resource: question.object, subject }, outcome, error: undefined };
}

/** The error told of `bodies[index]`. Throws what is no fault of the body. */
function inBody(index: number, error: unknown): FrontierError {
  if (!(error instanceof FrontierError)) throw error;
  const violations = error.violations.map(({ field, description }) => {
    return { field: `bodies[${index}].${field}`, description };
  });
  const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new FrontierError(error.code, error.reason, message, { violations });
}
