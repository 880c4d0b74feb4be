// Who may call the lookups: as for checks, and whoever manages the policies at an object may know who holds something there.
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen, settle } from '../../kernel/awaitable.js';
import { FrontierError } from '../../kernel/errors.js';
import { type ObjectRef, PLATFORM, parseObjectRef } from '../../kernel/object-ref.js';
import type { AccessRules, Awaitable, Requirement } from '../../kernel/rpc.js';
import { isCustomType } from '../../permissions/index.js';
import { type Decisions, permits } from '../decisions.js';
import { PLATFORM_CHECK } from '../engine/engine.js';
import { namesCaller, resolveObject } from '../resolve-question.js';

export interface LookupAccessDeps {
  readonly decisions: Decisions;
}

const CHECK: Requirement = { permission: PLATFORM_CHECK, object: PLATFORM };
const MANAGE: Readonly<Record<string, string>> = {
  'app/organization': 'app_organization_policymanage',
  'app/project': 'app_project_policymanage',
  'app/group': 'app_group_delete',
};
/** Asked at a resource it means at the project. */
const MANAGE_IN_PROJECT = 'app_project_policymanage';

export function lookupAccess({
  decisions,
}: LookupAccessDeps): Pick<AccessRules<typeof FrontierService>, 'lookupResources' | 'lookupSubjects'> {
  return {
    lookupResources: ({ subject }, caller) => (namesCaller(subject, caller) ? 'about_caller' : CHECK),
    lookupSubjects: ({ resource }, caller) => {
      const object = parseObjectRef(resource, 'resource');
      return andThen(permits(decisions, caller, CHECK), (checks) =>
        checks ? CHECK : manageRequirement(decisions, object),
      );
    },
  };
}

function manageRequirement(decisions: Decisions, object: ObjectRef): Awaitable<Requirement | 'denied'> {
  const { namespace } = object;
  const permission = isCustomType(namespace) ? MANAGE_IN_PROJECT : MANAGE[namespace];
  if (permission === undefined) return CHECK;
  return settle<string, Requirement | 'denied'>(
    () => decisions.reader.settle(() => resolveObject(decisions.maps, object, 'resource')),
    (key) => ({ permission, object: { namespace, id: key.slice(namespace.length + 1) } }),
    (error) => {
      // A name that stands for nothing is denied like an object that is not the caller's.
      if (error instanceof FrontierError && error.code === 'not_found') return 'denied';
      throw error;
    },
  );
}
