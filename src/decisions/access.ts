// Who may ask for decisions: everyone about themselves, about others whoever holds `check` on the platform.
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { PLATFORM, refKey } from '../kernel/object-ref.js';
import type { AccessRules, Requirement } from '../kernel/rpc.js';
import { PLATFORM_CHECK } from './engine.js';
import { principalKey } from './resolve-question.js';

const CHECK: Requirement = { permission: PLATFORM_CHECK, object: PLATFORM };

export const decisionsAccess: Pick<AccessRules<typeof FrontierService>, 'checkPermission'> = {
  checkPermission({ subject }, caller) {
    return subject === '' || principalKey(subject, 'subject') === refKey(caller) ? 'authenticated' : CHECK;
  },
};

export const decisionsAdminAccess: Pick<AccessRules<typeof AdminService>, 'checkFederatedResourcePermission'> = {
  checkFederatedResourcePermission: CHECK,
};
