// The lookups on the wire: proto to questions, pages to proto.
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { Clock } from '../../kernel/clock.js';
import { invalidField } from '../../kernel/errors.js';
import { parse } from '../../kernel/input.js';
import { canonicalNamespace, parseObjectRef } from '../../kernel/object-ref.js';
import { SERVICE_USER, USER } from '../../kernel/principal.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import { freshnessOf } from '../feed/freshness.js';
import { aboutSubject } from '../resolve-question.js';
import { type LookupDeps, lookupResources } from './lookup-resources.js';
import { lookupSubjects } from './lookup-subjects.js';
import type { Paging } from './page.js';

export interface LookupRpcDeps extends LookupDeps {
  readonly clock: Clock;
}

type LookupRpc = Pick<Handlers<typeof FrontierService>, 'lookupResources' | 'lookupSubjects'>;

const MOST_ON_A_PAGE = 1_000;
const USUALLY_ON_A_PAGE = 100;

const PagingInput = z.object({
  pageSize: z
    .number()
    .min(0, 'must be 1 to 1,000, or 0 for 100')
    .max(MOST_ON_A_PAGE, 'must be 1 to 1,000, or 0 for 100')
    .transform((size) => size || USUALLY_ON_A_PAGE),
  pageToken: z.string(),
});

export function lookupRpc(deps: LookupRpcDeps): LookupRpc {
  return {
    async lookupResources(request, call) {
      const asked = {
        ...aboutSubject(request.subject, callerOf(call)),
        permission: request.permission,
        namespace: namespaceOf(request.namespace),
        paging: pagingOf(request),
      };
      const { keys, ...page } = await lookupResources(deps, asked, freshnessOf(request, call, deps.clock));
      return { ...page, resources: [...keys] };
    },
    async lookupSubjects(request, call) {
      const asked = {
        object: parseObjectRef(request.resource, 'resource'),
        permission: request.permission,
        namespace: subjectNamespaceOf(request.subjectNamespace),
        paging: pagingOf(request),
      };
      const { keys, ...page } = await lookupSubjects(deps, asked, freshnessOf(request, call, deps.clock));
      return { ...page, subjects: [...keys] };
    },
  };
}

function pagingOf(request: Paging): Paging {
  return parse(PagingInput, request);
}

function namespaceOf(text: string): string {
  const namespace = canonicalNamespace(text);
  if (namespace === undefined)
    throw invalidField('namespace', 'must be a type such as `app/project` or `compute/order`');
  return namespace;
}

function subjectNamespaceOf(text: string): typeof USER | typeof SERVICE_USER {
  const namespace = canonicalNamespace(text);
  if (namespace === USER || namespace === SERVICE_USER) return namespace;
  throw invalidField('subject_namespace', 'must be `app/user` or `app/serviceuser`');
}
