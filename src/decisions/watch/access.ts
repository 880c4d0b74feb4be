// Who may watch: whoever may ask about everyone, since changes name everyone.
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { PLATFORM } from '../../kernel/object-ref.js';
import type { AccessRules } from '../../kernel/rpc.js';
import { PLATFORM_CHECK } from '../engine/engine.js';

export const watchAccess: Pick<AccessRules<typeof FrontierService>, 'watchChanges'> = {
  watchChanges: { permission: PLATFORM_CHECK, object: PLATFORM },
};
