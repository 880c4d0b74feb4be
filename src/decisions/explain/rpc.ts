// Explanations on the wire.
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { BecauseSchema, ConsideredObjectSchema } from '../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen } from '../../kernel/awaitable.js';
import type { Clock } from '../../kernel/clock.js';
import { refKey } from '../../kernel/object-ref.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import type { Decisions } from '../decisions.js';
import { freshnessOf } from '../feed/freshness.js';
import { aboutSubject, askedObject } from '../resolve-question.js';
import { explainPermission } from './explain-permission.js';
import type { Because, ConsideredObject, Explained } from './explanation.js';

export interface ExplainDeps {
  readonly decisions: Decisions;
  readonly clock: Clock;
}

export function explainRpc({
  decisions,
  clock,
}: ExplainDeps): Pick<Handlers<typeof FrontierService>, 'explainPermission'> {
  return {
    explainPermission(request, call) {
      const caller = callerOf(call);
      const about = aboutSubject(request.subject, caller);
      const question = {
        ...about,
        permission: request.permission,
        object: askedObject(decisions.maps, request.resource, 'resource'),
        objectField: 'resource',
      };
      const explained = explainPermission(decisions, question, freshnessOf(request, call, clock));
      const aboutOneself = about.principal === refKey(caller);
      return andThen(explained, (decision) => {
        const { outcome, because, revision } = decision;
        const { considered, wouldSuffice } = aboutOneself ? asFarAsSeen(decision) : decision;
        return {
          status: outcome === 'allowed',
          reason: outcome === 'allowed' ? '' : outcome,
          because: because.map(becauseMessage),
          considered: treeOf(considered),
          wouldSuffice: [...wouldSuffice],
          revision,
        };
      });
    },
  };
}

/**
 * Who holds nothing on the way up learns nothing of what lies there: it may be another organization's. Neither does a token of
 * what it does not reach.
 */
function asFarAsSeen({ outcome, considered, wouldSuffice }: Explained): Pick<Explained, 'considered' | 'wouldSuffice'> {
  if (outcome === 'token_not_permitted') return { considered: [], wouldSuffice: [] };
  const holdsSomething = considered.some(({ grants }) => grants.length > 0);
  if (outcome === 'allowed' || holdsSomething) return { considered, wouldSuffice };
  const asked = considered.slice(0, 1);
  return { considered: [], wouldSuffice: wouldSuffice.filter(({ resource }) => resource === asked[0]?.resource) };
}

export function becauseMessage({
  policyId,
  roleId,
  resource,
  principal,
  groups,
}: Because): MessageInitShape<typeof BecauseSchema> {
  return { policyId, roleId, resource, principal, groups: [...groups] };
}

/** The object with those above it, each the parent of the one before; undefined for none. */
function treeOf(considered: readonly ConsideredObject[]): MessageInitShape<typeof ConsideredObjectSchema> | undefined {
  let tree: MessageInitShape<typeof ConsideredObjectSchema> | undefined;
  for (const { resource, enabled, grants } of [...considered].reverse()) {
    const considered = grants.map(({ groups, ...grant }) => ({ ...grant, groups: [...groups] }));
    tree = { resource, enabled, grants: considered, ...(tree && { parent: tree }) };
  }
  return tree;
}
