// The checks on the wire: proto to questions, decisions to proto.
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { CheckPermissionRequest } from '../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import { invalidField } from '../kernel/errors.js';
import { type ObjectRef, objectRef, parseObjectRef, refKey } from '../kernel/object-ref.js';
import { type Call, callerOf, type Handlers } from '../kernel/rpc.js';
import { checkPermission, type Freshness } from './check-permission.js';
import type { Decision } from './decision.js';
import type { Decisions } from './decisions.js';
import { principalKey } from './resolve-question.js';

export interface DecisionsRpcDeps {
  readonly decisions: Decisions;
  readonly clock: Clock;
}

/** How long a check waits for a revision when the client set no deadline. */
const DEFAULT_WAIT_MS = 5_000;

export function decisionsRpc({
  decisions,
  clock,
}: DecisionsRpcDeps): Pick<Handlers<typeof FrontierService>, 'checkPermission'> {
  return {
    checkPermission(request, call) {
      const question = {
        principal: request.subject === '' ? refKey(callerOf(call)) : principalKey(request.subject, 'subject'),
        permission: request.permission,
        object: objectOf(request),
        objectField: request.resource === '' ? 'object_id' : 'resource',
      };
      const freshness: Freshness = {
        atLeastRevision: request.atLeastRevision,
        fullyConsistent: request.fullyConsistent,
        waitMs: waitOf(call, clock),
      };
      return andThen(checkPermission(decisions, question, freshness), answerOf);
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

function waitOf(call: Call, clock: Clock): number {
  return call.deadline === undefined ? DEFAULT_WAIT_MS : call.deadline - clock.monotonic();
}
