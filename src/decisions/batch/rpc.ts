// The batch on the wire.
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { BatchCheckPermissionResponsePairSchema } from '../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen } from '../../kernel/awaitable.js';
import type { Clock } from '../../kernel/clock.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import type { Decisions } from '../decisions.js';
import { freshnessOf } from '../feed/freshness.js';
import { type BatchAnswer, batchCheckPermission } from './batch-check-permission.js';

export interface BatchDeps {
  readonly decisions: Decisions;
  readonly clock: Clock;
}

export function batchRpc({
  decisions,
  clock,
}: BatchDeps): Pick<Handlers<typeof FrontierService>, 'batchCheckPermission'> {
  return {
    batchCheckPermission(request, call) {
      const { bodies, perItemErrors } = request;
      const batch = { bodies, perItemErrors, caller: callerOf(call) };
      const decided = batchCheckPermission(decisions, batch, freshnessOf(request, call, clock));
      return andThen(decided, ({ answers, revision }) => ({ pairs: answers.map(pairOf), revision }));
    },
  };
}

function pairOf({
  body,
  outcome,
  error,
}: BatchAnswer): MessageInitShape<typeof BatchCheckPermissionResponsePairSchema> {
  if (error !== undefined) {
    const { permission, resource, subject } = body;
    return { body: { permission, resource, subject }, error: { code: error.code, message: error.message } };
  }
  const status = outcome === 'allowed';
  return { body, status, reason: status || outcome === undefined ? '' : outcome };
}
