// The checks on the wire: proto to questions, decisions to proto.
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { CheckPermissionRequest } from '../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import { invalidField } from '../kernel/errors.js';
import { objectRef, refKey } from '../kernel/object-ref.js';
import type { Holder } from '../kernel/principal.js';
import { callerOf, type Handlers } from '../kernel/rpc.js';
import { batchRpc } from './batch/rpc.js';
import { checkPermission } from './check-permission.js';
import { checkContext } from './context.js';
import type { Decisions } from './decisions.js';
import type { Decision } from './engine/decision.js';
import { explainPermission } from './explain/explain-permission.js';
import { becauseMessage, explainRpc } from './explain/rpc.js';
import { ANY_REVISION, type Freshness, freshnessOf } from './feed/freshness.js';
import { lookupPermissions } from './lookup-permissions.js';
import { type About, type AskedObject, aboutSubject, askedObject, principalKey } from './resolve-question.js';
import { refuseToken, type SubjectTokenDeps, subjectOf } from './subject-token.js';

export interface DecisionsRpcDeps extends SubjectTokenDeps {
  readonly clock: Clock;
}

type Rpcs = 'checkPermission' | 'batchCheckPermission' | 'explainPermission' | 'lookupPermissions';

export function decisionsRpc(deps: DecisionsRpcDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { decisions, clock } = deps;
  return {
    ...batchRpc(deps),
    ...explainRpc(deps),
    checkPermission(request, call) {
      checkContext(request.context);
      const freshness = freshnessOf(request, call, clock);
      const { subject, subjectToken } = request;
      const asked = { request, object: objectOf(decisions, request), freshness };
      if (subjectToken === undefined) return decide(decisions, aboutSubject(subject, callerOf(call)), asked);
      return andThen(subjectOf(deps, subjectToken, freshness), (holder) =>
        holder === undefined
          ? answerOf(refuseToken(decisions))
          : decide(decisions, aboutHolder(holder), { ...asked, freshness: ANY_REVISION }),
      );
    },
    lookupPermissions(request, call) {
      const object = askedObject(decisions.maps, request.resource, 'resource');
      const asked = { ...aboutSubject(request.subject, callerOf(call)), object };
      const held = lookupPermissions(decisions, asked, freshnessOf(request, call, clock));
      return andThen(held, ({ permissions, revision }) => ({ permissions: [...permissions], revision }));
    },
  };
}

function aboutHolder(holder: Holder): About {
  return { principal: refKey(holder), narrowing: holder.narrowing };
}

interface Asked {
  readonly request: CheckPermissionRequest;
  readonly object: AskedObject;
  readonly freshness: Freshness;
}

/** Asks what the request asks, about whoever it is told. */
function decide(decisions: Decisions, { principal, narrowing }: About, { request, object, freshness }: Asked) {
  const { permission, withBecause } = request;
  const objectField = request.resource === '' ? 'object_id' : 'resource';
  const question = { principal, permission, object, objectField, narrowing };
  if (!withBecause) return andThen(checkPermission(decisions, question, freshness), answerOf);
  return andThen(explainPermission(decisions, question, freshness), (explained) => ({
    ...answerOf(explained),
    because: explained.because.map(becauseMessage),
  }));
}

export function decisionsAdminRpc({
  decisions,
}: Pick<DecisionsRpcDeps, 'decisions'>): Pick<Handlers<typeof AdminService>, 'checkFederatedResourcePermission'> {
  return {
    checkFederatedResourcePermission(request) {
      const question = {
        principal: principalKey(request.subject, 'subject'),
        permission: request.permission,
        object: askedObject(decisions.maps, request.resource, 'resource'),
        objectField: 'resource',
      };
      return andThen(checkPermission(decisions, question), answerOf);
    },
  };
}

function objectOf({ maps }: Decisions, { resource, objectNamespace, objectId }: CheckPermissionRequest): AskedObject {
  if (resource !== '') return askedObject(maps, resource, 'resource');
  if (objectNamespace === '' || objectId === '')
    throw invalidField('resource', 'must be `namespace:id`, e.g. `app/project:ID`');
  return objectRef(objectNamespace, objectId, objectId.includes(':') ? 'object_id' : 'object_namespace');
}

type CheckAnswer = Readonly<Record<'reason' | 'revision', string>> & { readonly status: boolean };

/** One object for all that are the same, and frozen: so whoever writes them has to write them once. */
function answerOf({ outcome, revision }: Decision): CheckAnswer {
  if (revision !== answersAt) answers.clear();
  answersAt = revision;
  const known = answers.get(outcome);
  if (known !== undefined) return known;
  const status = outcome === 'allowed';
  const answer = Object.freeze({ status, reason: status ? '' : outcome, revision });
  answers.set(outcome, answer);
  return answer;
}

/** Of the revision that was answered last. */
const answers = new Map<Decision['outcome'], CheckAnswer>();
let answersAt = '';
