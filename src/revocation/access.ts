// Who may learn what is revoked: whoever may watch changes.
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { PLATFORM_CHECK } from '../decisions/index.js';
import { PLATFORM } from '../kernel/object-ref.js';
import type { AccessRules } from '../kernel/rpc.js';

const rule = { permission: PLATFORM_CHECK, object: PLATFORM };

export const revocationAccess: Pick<AccessRules<typeof FrontierService>, 'watchRevocations' | 'getRevocations'> = {
  watchRevocations: rule,
  getRevocations: rule,
};
