// Who may ask for decisions: everyone about themselves, about others whoever holds `check` on the platform.
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { PLATFORM, refKey } from '../kernel/object-ref.js';
import type { Principal } from '../kernel/principal.js';
import type { AccessRules, Requirement } from '../kernel/rpc.js';
import { PLATFORM_CHECK } from './engine/engine.js';
import { namesCaller, principalKeyOf } from './resolve-question.js';
import { refuseTwoSubjects } from './subject-token.js';

const CHECK: Requirement = { permission: PLATFORM_CHECK, object: PLATFORM };

type Rpcs = 'checkPermission' | 'batchCheckPermission' | 'explainPermission' | 'lookupPermissions';

export const decisionsAccess: Pick<AccessRules<typeof FrontierService>, Rpcs> = {
  // Who has a token may ask what it may do: it could ask with the token itself.
  checkPermission: (request, caller) => {
    refuseTwoSubjects(request);
    return ofSubject(request, caller);
  },
  explainPermission: ofSubject,
  lookupPermissions: ofSubject,
  batchCheckPermission: ({ bodies }, caller) =>
    bodies.some(({ subject }) => namesAnother(subject, caller)) ? CHECK : 'about_caller',
};

export const decisionsAdminAccess: Pick<AccessRules<typeof AdminService>, 'checkFederatedResourcePermission'> = {
  checkFederatedResourcePermission: CHECK,
};

function ofSubject({ subject }: { readonly subject: string }, caller: Principal): Requirement | 'about_caller' {
  return namesCaller(subject, caller) ? 'about_caller' : CHECK;
}

/** False for what names nobody: that is for the handler to answer, body by body. */
function namesAnother(subject: string, caller: Principal): boolean {
  const key = principalKeyOf(subject);
  return key !== undefined && key !== refKey(caller);
}
