// The checks on the wire: proto to questions, decisions to proto.
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { CheckPermissionRequest } from '../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import { invalidField } from '../kernel/errors.js';
import { type ObjectRef, objectRef, parseObjectRef } from '../kernel/object-ref.js';
import { callerOf, type Handlers } from '../kernel/rpc.js';
import { batchRpc } from './batch/rpc.js';
import { checkPermission } from './check-permission.js';
import type { Decision } from './decision.js';
import type { Decisions } from './decisions.js';
import { explainPermission } from './explain/explain-permission.js';
import { becauseMessage, explainRpc } from './explain/rpc.js';
import { freshnessOf } from './freshness.js';
import { lookupPermissions } from './lookup-permissions.js';
import { narrowingOf, principalKey, subjectKey } from './resolve-question.js';

export interface DecisionsRpcDeps {
  readonly decisions: Decisions;
  readonly clock: Clock;
}

type Rpcs = 'checkPermission' | 'batchCheckPermission' | 'explainPermission' | 'lookupPermissions';

export function decisionsRpc(deps: DecisionsRpcDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { decisions, clock } = deps;
  return {
    ...batchRpc(deps),
    ...explainRpc(deps),
    checkPermission(request, call) {
      const caller = callerOf(call);
      const principal = subjectKey(request.subject, caller, 'subject');
      const question = {
        principal,
        permission: request.permission,
        object: objectOf(request),
        objectField: request.resource === '' ? 'object_id' : 'resource',
        narrowing: narrowingOf(principal, caller),
      };
      const freshness = freshnessOf(request, call, clock);
      if (!request.withBecause) return andThen(checkPermission(decisions, question, freshness), answerOf);
      return andThen(explainPermission(decisions, question, freshness), (explained) => ({
        ...answerOf(explained),
        because: explained.because.map(becauseMessage),
      }));
    },
    lookupPermissions(request, call) {
      const caller = callerOf(call);
      const principal = subjectKey(request.subject, caller, 'subject');
      const object = parseObjectRef(request.resource, 'resource');
      const asked = { principal, object, narrowing: narrowingOf(principal, caller) };
      const held = lookupPermissions(decisions, asked, freshnessOf(request, call, clock));
      return andThen(held, ({ permissions, revision }) => ({ permissions: [...permissions], revision }));
    },
  };
}

export function decisionsAdminRpc({
  decisions,
}: DecisionsRpcDeps): Pick<Handlers<typeof AdminService>, 'checkFederatedResourcePermission'> {
  return {
    checkFederatedResourcePermission(request) {
      const question = {
        principal: principalKey(request.subject, 'subject'),
        permission: request.permission,
        object: parseObjectRef(request.resource, 'resource'),
        objectField: 'resource',
      };
      return andThen(checkPermission(decisions, question), answerOf);
    },
  };
}

function objectOf({ resource, objectNamespace, objectId }: CheckPermissionRequest): ObjectRef {
  if (resource !== '') return parseObjectRef(resource, 'resource');
  if (objectNamespace === '' || objectId === '')
    throw invalidField('resource', 'must be `namespace:id`, e.g. `app/project:ID`');
  return objectRef(objectNamespace, objectId, objectId.includes(':') ? 'object_id' : 'object_namespace');
}

function answerOf({ outcome, revision }: Decision): { status: boolean; reason: string; revision: string } {
  return { status: outcome === 'allowed', reason: outcome === 'allowed' ? '' : outcome, revision };
}
