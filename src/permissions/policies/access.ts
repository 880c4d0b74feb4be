// Who may call the RPCs of policies: whoever manages the policies at the resource.
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { parse, uuid } from '../../kernel/input.js';
import type { AccessRules } from '../../kernel/rpc.js';
import { SUPERUSER } from '../../organizations/index.js';
import { ListPoliciesInput, listedPlace } from './list-policies.js';
import { type ManageDeps, manageRequirement } from './manage-requirement.js';
import { parsePlace } from './policy.js';

type PoliciesAccess = Pick<
  AccessRules<typeof FrontierService>,
  'createPolicy' | 'createPolicyForProject' | 'getPolicy' | 'deletePolicy' | 'listPolicies'
>;

const IdInput = z.object({ id: uuid });

export function policiesAccess(deps: ManageDeps): PoliciesAccess {
  const atPolicy = async (request: { readonly id: string }) => {
    const policy = await deps.policies.find(parse(IdInput, request).id);
    return policy === undefined ? SUPERUSER : manageRequirement(deps, policy.resource);
  };
  return {
    createPolicy: ({ body }) => manageRequirement(deps, parsePlace(body?.resource ?? '', 'body.resource')),
    createPolicyForProject: ({ projectId }) =>
      manageRequirement(deps, parsePlace(`app/project:${projectId}`, 'project_id')),
    getPolicy: atPolicy,
    deletePolicy: atPolicy,
    listPolicies: (request) => {
      const place = listedPlace(parse(ListPoliciesInput, request));
      return place === undefined ? SUPERUSER : manageRequirement(deps, place);
    },
  };
}
