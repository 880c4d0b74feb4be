// The rules of a decision, word by word and as slowly as they read: what the engine must agree with.
import type { Model, ModelNode } from './model.js';

/** What a question comes to: `allowed` or the reason of rule 11. Rule 8 is below. */
export function evaluate(model: Model, principal: string, permission: string, object: string): string {
  if (!counts(model, principal)) return 'principal_disabled';
  const path = pathUp(model, object);
  if (path.length === 0) return 'resource_unknown';
  if (isRelated(model, principal, 'admin')) return 'allowed';
  if (path.some((node) => !node.enabled && typeOf(node.key) === 'app/organization')) return 'organization_disabled';
  if (path.slice(1).some((node) => !node.enabled && typeOf(node.key) === 'app/project')) return 'project_disabled';
  if (permission === 'app_platform_check' && isRelated(model, principal, 'member')) return 'allowed';
  return isGranted(model, principal, permission, path) ? 'allowed' : 'no_grant';
}

/** Rule 8, and its place in rule 11. */
export function evaluateToken(model: Model, token: NaiveToken, permission: string, object: string): string {
  const owner = evaluate(model, token.owner, permission, object);
  if (owner !== 'allowed' && owner !== 'no_grant') return owner;
  const path = pathUp(model, object).map(({ key }) => key);
  const contains = token.permissions.includes(permission) && permission !== 'app_platform_superuser';
  const bound = token.resource !== undefined && !path.includes(token.resource);
  return contains && !bound ? owner : 'token_not_permitted';
}

/** A token with a permission set of its own, bound to an object or not. */
export interface NaiveToken {
  readonly owner: string;
  readonly permissions: readonly string[];
  readonly resource: string | undefined;
}

/** Rule 7: `type` can be asked at an object of type `at` when it is that type or can lie below it. */
export function canBeAsked(type: string, at: string): boolean {
  return type === at || typesAbove(type).includes(at);
}

/**
 * What an RPC requires may be of a type above the object's own (`serviceusermanage` at a service user): then it is decided at
 * the object of that type above. What disables the object itself still disables it.
 */
export function evaluateRequirement(model: Model, principal: string, permission: string, object: string): string {
  const asked = evaluate(model, principal, permission, object);
  if (asked !== 'allowed' && asked !== 'no_grant') return asked;
  const type = model.permissions.find(({ slug }) => slug === permission)?.type ?? 'app/platform';
  const at = pathUp(model, object).find(({ key }) => canBeAsked(type, typeOf(key)));
  return at === undefined ? 'no_grant' : evaluate(model, principal, permission, at.key);
}

export function typeOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** All types that an object of this one can lie below, at any distance. */
function typesAbove(type: string): readonly string[] {
  if (type === 'app/platform' || type === 'app/user') return [];
  if (type === 'app/organization') return ['app/platform'];
  if (['app/project', 'app/group', 'app/serviceuser'].includes(type)) return ['app/organization', 'app/platform'];
  return [...EVERY_RESOURCE_TYPE, 'app/project', 'app/organization', 'app/platform'];
}

/** The types that the worlds of tests use. */
const EVERY_RESOURCE_TYPE = ['compute/order', 'compute/folder', 'storage/disk'];

/** The object and everything above it; empty when it is not there. */
function pathUp(model: Model, object: string): readonly ModelNode[] {
  const path: ModelNode[] = [];
  let node = model.nodes.get(object);
  while (node !== undefined) {
    path.push(node);
    node = node.parent === undefined ? undefined : model.nodes.get(node.parent);
  }
  return path;
}

/** Rule 1, for principals; rule 4, for groups on the way: enabled, and so is the organization. */
function counts(model: Model, key: string): boolean {
  const path = pathUp(model, key);
  return path.length > 0 && path.every(({ enabled }) => enabled);
}

function isRelated(model: Model, principal: string, relation: string): boolean {
  return model.platform.some((row) => row.principal === principal && row.relation === relation);
}

/** Rule 4: the groups that the principal is in through groups that count. */
function groupsOf(model: Model, principal: string): readonly string[] {
  const groups: string[] = [];
  let reached = [principal];
  while (reached.length > 0) {
    const above = model.members.filter(({ member }) => reached.includes(member)).map(({ group }) => group);
    reached = [...new Set(above)].filter((group) => !groups.includes(group) && counts(model, group));
    groups.push(...reached);
  }
  return groups;
}

/** Rules 5 and 6. */
function isGranted(model: Model, principal: string, permission: string, path: readonly ModelNode[]): boolean {
  const groups = groupsOf(model, principal);
  if (permission === 'app_group_get' && groups.includes(path[0]?.key as string)) return true;
  return model.policies.some((policy) => {
    if (policy.principal !== principal && !groups.includes(policy.principal)) return false;
    const at = path.findIndex(({ key }) => key === policy.resource);
    return at >= 0 && gives(model, policy.role, permission, path.slice(0, at + 1));
  });
}

/** `path` is from the object up to where the policy is. */
function gives(model: Model, roleId: string | null, permission: string, path: readonly ModelNode[]): boolean {
  if (roleId === null) {
    const type = model.permissions.find(({ slug }) => slug === permission)?.type;
    return type !== undefined && canBeAsked(type, typeOf(path.at(-1)?.key as string));
  }
  const role = model.roles.find(({ id }) => id === roleId);
  if (role === undefined || !role.enabled) return false;
  if (role.permissions.includes(permission)) return true;
  if (
    path.some(
      ({ key }) =>
        role.permissions.includes(`${typeOf(key).replace('/', '_')}_administer`) && ADMINISTRATED.includes(typeOf(key)),
    )
  )
    return true;
  if (permission === 'app_organization_get') return role.permissions.includes('app_organization_update');
  return permission === 'app_project_get' && role.permissions.includes('app_project_update');
}

/** Rule 5b. */
const ADMINISTRATED = ['app/organization', 'app/project', 'app/group'];
