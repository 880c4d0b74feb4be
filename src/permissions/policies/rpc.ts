// The RPCs of policies, from proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { PolicySchema } from '../../../gen/raystack/frontier/v1beta1/policies_pb.js';
import { notFound } from '../../kernel/errors.js';
import { metadata, nameOrId, parse, title, uuid } from '../../kernel/input.js';
import { refKey } from '../../kernel/object-ref.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import { type CreatePolicyDeps, createPolicy } from './create-policy.js';
import { ListPoliciesInput, listPolicies } from './list-policies.js';
import { type Policy, parsePlace, parsePrincipal } from './policy.js';

type PoliciesRpc = Pick<
  Handlers<typeof FrontierService>,
  'createPolicy' | 'createPolicyForProject' | 'getPolicy' | 'deletePolicy' | 'listPolicies'
>;

const grant = { roleId: nameOrId, title, principal: z.string() };
const CreateInput = z.object({ body: z.object({ ...grant, metadata, resource: z.string() }, 'is required') });
const ProjectInput = z.object({ projectId: z.string(), body: z.object(grant, 'is required') });
const IdInput = z.object({ id: uuid });

export function policiesRpc(deps: CreatePolicyDeps): PoliciesRpc {
  return {
    createPolicy: async (request, call) => {
      const { body } = parse(CreateInput, request);
      const resource = parsePlace(body.resource, 'body.resource');
      const principal = parsePrincipal(body.principal, 'body.principal');
      const { value, revision } = await createPolicy(deps, { ...body, resource, principal }, callerOf(call));
      return { policy: policyToWire(value), revision };
    },
    createPolicyForProject: async (request, call) => {
      const { projectId, body } = parse(ProjectInput, request);
      const resource = parsePlace(`app/project:${projectId}`, 'project_id');
      const principal = parsePrincipal(body.principal, 'body.principal');
      const input = { ...body, resource, principal, metadata: {} };
      const { revision } = await createPolicy(deps, input, callerOf(call));
      return { revision };
    },
    getPolicy: async (request) => {
      const policy = await deps.policies.find(parse(IdInput, request).id);
      if (policy === undefined) throw notFound('policy');
      return { policy: policyToWire(policy) };
    },
    deletePolicy: async (request) => {
      const { revision } = await deps.policies.remove(parse(IdInput, request).id);
      return { revision };
    },
    listPolicies: async (request) => {
      const policies = await listPolicies(deps, parse(ListPoliciesInput, request));
      return { policies: policies.map(policyToWire) };
    },
  };
}

function policyToWire(policy: Policy): MessageInitShape<typeof PolicySchema> {
  return {
    id: policy.id,
    title: policy.title,
    createdAt: timestampFromDate(policy.createdAt),
    updatedAt: timestampFromDate(policy.updatedAt),
    roleId: policy.roleId ?? '',
    resource: refKey(policy.resource),
    principal: refKey(policy.principal),
    metadata: policy.metadata as JsonObject,
  };
}
