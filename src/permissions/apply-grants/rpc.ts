// The RPC that applies grants in bulk, from proto to domain and back.
import type { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { parse } from '../../kernel/input.js';
import type { Handlers } from '../../kernel/rpc.js';
import { type ApplyGrantsDeps, applyGrants } from './apply-grants.js';
import { ApplyGrantsInput, toBatch } from './input.js';

export function applyGrantsRpc(deps: ApplyGrantsDeps): Pick<Handlers<typeof AdminService>, 'applyGrants'> {
  return {
    applyGrants: async (request) => {
      const operations = request.operations.map(({ operation: { case: kind, value } }) =>
        kind ? { [kind]: value } : {},
      );
      const input = parse(ApplyGrantsInput, { ...request, operations });
      const { value, revision } = await applyGrants(deps, toBatch(input.operations), input.idempotencyKey);
      return { applied: value, revision };
    },
  };
}
