// Every question that can be asked in a world, and how the engine and the naive evaluator answer it.
import { type AskedQuestion, checkPermission } from '../../src/decisions/check-permission.js';
import type { Decisions } from '../../src/decisions/decisions.js';
import { settle } from '../../src/kernel/awaitable.js';
import { FrontierError } from '../../src/kernel/errors.js';
import { type ObjectRef, parseObjectRef, refKey } from '../../src/kernel/object-ref.js';
import type { Awaitable } from '../../src/kernel/rpc.js';
import { idOf, type World } from '../support/world.js';
import { canBeAsked, evaluate, typeOf } from './naive/evaluator.js';
import type { Model } from './naive/model.js';

export interface Question extends AskedQuestion {
  /** For messages. */
  readonly text: string;
  readonly object: ObjectRef;
  readonly objectKey: string;
}

export interface Answer {
  /** An outcome, or the code of an error. */
  readonly outcome: string;
  /** Undefined for errors, which don't say. */
  readonly revision: string | undefined;
}

const PLATFORM_PERMISSIONS = ['app_platform_check', 'app_platform_superuser'];
const UNKNOWN = ['app/organization', 'app/project', 'app/group', 'compute/order', 'storage/disk'];

export interface Asked {
  readonly principals: readonly string[];
  readonly objects: readonly string[];
}

/** Each principal, each permission, each object: those that can be asked, of known and unknown principals and objects. */
export function everyQuestion(world: World, model: Model, { principals, objects }: Asked): readonly Question[] {
  const who = principals.map((name) => ({ name, key: world.principal(name) }));
  who.push({ name: 'nobody', key: `app/user:${idOf('nobody')}` });
  const what = objects.map((name) => ({ name, key: refKey(world.object(name)) }));
  what.push(...UNKNOWN.map((type) => ({ name: `unknown ${type}`, key: `${type}:${idOf('unknown')}` })));
  const permissions = [...model.permissions.map(({ slug }) => slug), ...PLATFORM_PERMISSIONS];
  return who.flatMap((principal) =>
    what.flatMap((object) =>
      permissions
        .filter((permission) => problem(model, permission, object.key) === undefined)
        .map((permission) => ({
          text: `${principal.name} ${permission} at ${object.name}`,
          principal: principal.key,
          permission,
          object: parseObjectRef(object.key, 'resource'),
          objectKey: object.key,
          objectField: 'resource',
        })),
    ),
  );
}

/** What the engine answers; at once when it is warm. */
export function ask(decisions: Decisions, question: AskedQuestion): Awaitable<Answer> {
  return settle<Answer, Answer>(
    () => checkPermission(decisions, question),
    (decision) => decision,
    (error) => {
      if (error instanceof FrontierError) return { outcome: error.code, revision: undefined };
      throw error;
    },
  );
}

/** What the rules answer. */
export function naiveAnswer(model: Model, { principal, permission, objectKey }: Question): string {
  return problem(model, permission, objectKey) ?? evaluate(model, principal, permission, objectKey);
}

/** Rule 7: why it cannot be asked. */
function problem(model: Model, permission: string, objectKey: string): string | undefined {
  const at = typeOf(objectKey);
  if (PLATFORM_PERMISSIONS.includes(permission)) return at === 'app/platform' ? undefined : 'invalid_argument';
  const type = model.permissions.find(({ slug }) => slug === permission)?.type;
  if (type === undefined) return 'not_found';
  return canBeAsked(type, at) ? undefined : 'invalid_argument';
}
