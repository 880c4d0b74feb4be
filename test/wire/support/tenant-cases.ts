// Cross-tenant cases as data: what the owner of one organization asks, naming what belongs to another.
import type { JsonObject } from '@bufbuild/protobuf';
import type { TenantIds } from './tenant.js';

export interface TenantCase {
  readonly name: string;
  readonly rpc: string;
  readonly message: JsonObject;
}

/** `mine` is the caller's organization, `theirs` another, or one that does not exist. */
export function tenantCases(mine: TenantIds, theirs: TenantIds): readonly TenantCase[] {
  const cases: TenantCase[] = [];
  const add = (name: string, rpc: string, message: JsonObject) => cases.push({ name, rpc, message });
  for (const [under, org_id] of [
    ['under their organization', theirs.orgId],
    ['under mine', mine.orgId],
  ] as const) {
    const serviceUser = { id: theirs.serviceUserId, org_id };
    for (const rpc of ['GetServiceUser', 'DeleteServiceUser', 'EnableServiceUser', 'DisableServiceUser'])
      add(`${rpc} ${under}`, rpc, serviceUser);
    for (const rpc of ['ListSecrets', 'CreateSecret', 'ListKeys', 'CreateKey', 'ListTokens'])
      add(`${rpc} ${under}`, rpc, serviceUser);
    add(`GetSecret ${under}`, 'GetSecret', { ...serviceUser, secret_id: theirs.secretId });
    add(`DeleteSecret ${under}`, 'DeleteSecret', { ...serviceUser, secret_id: theirs.secretId });
    const token = { title: 't', permissions: ['app_organization_get'] };
    add(`CreateToken ${under}`, 'CreateToken', { ...serviceUser, ...token });
    add(`DeleteToken ${under}`, 'DeleteToken', { ...serviceUser, token_id: theirs.secretId });
    add(`DeleteKey ${under}`, 'DeleteKey', { ...serviceUser, key_id: theirs.keyId });
    const role = { org_id, id: theirs.roleId };
    add(`GetOrganizationRole ${under}`, 'GetOrganizationRole', role);
    add(`DeleteOrganizationRole ${under}`, 'DeleteOrganizationRole', role);
    const permissions = ['app_organization_get'];
    add(`UpdateOrganizationRole ${under}`, 'UpdateOrganizationRole', { ...role, body: { permissions } });
    const group = { org_id, id: theirs.groupId };
    for (const rpc of ['GetGroup', 'DeleteGroup', 'ListGroupMembers', 'ListGroupUsers'])
      add(`${rpc} ${under}`, rpc, group);
    add(`UpdateGroup ${under}`, 'UpdateGroup', { ...group, body: { title: 'Mine now' } });
    for (const rpc of ['AddGroupMembers', 'RemoveGroupMembers'])
      for (const of of [mine, theirs])
        add(`${rpc} ${under}, ${of === mine ? 'my' : 'their'} member`, rpc, {
          ...group,
          members: [`app/serviceuser:${of.serviceUserId}`],
        });
  }
  addMixed(add, mine, theirs);
  addOrganization(add, theirs);
  addPolicies(add, mine, theirs);
  addResources(add, mine, theirs);
  return cases;
}

type Add = (name: string, rpc: string, message: JsonObject) => void;

/** My own service user and group, but something of theirs beside them. */
function addMixed(add: Add, mine: TenantIds, theirs: TenantIds): void {
  const serviceUser = { id: mine.serviceUserId, org_id: mine.orgId };
  add('their secret of my service user', 'GetSecret', { ...serviceUser, secret_id: theirs.secretId });
  add('their secret of my service user, deleted', 'DeleteSecret', { ...serviceUser, secret_id: theirs.secretId });
  add('their key of my service user', 'DeleteKey', { ...serviceUser, key_id: theirs.keyId });
  add('their key of my service user, asked for', 'GetKey', { ...serviceUser, key_id: theirs.keyId });
  add('a token of mine for their organization', 'CreateToken', {
    ...serviceUser,
    title: 't',
    permissions: ['app_organization_get'],
    resource: `app/organization:${theirs.orgId}`,
  });
  add('my service user under their organization', 'GetServiceUser', { ...serviceUser, org_id: theirs.orgId });
  const group = { org_id: mine.orgId, id: mine.groupId };
  add('their service user into my group', 'AddGroupMembers', {
    ...group,
    members: [`app/serviceuser:${theirs.serviceUserId}`],
  });
  add('their group into my group', 'AddGroupMembers', { ...group, members: [`app/group:${theirs.groupId}`] });
  add('my group under their organization', 'GetGroup', { ...group, org_id: theirs.orgId });
}

function addOrganization(add: Add, theirs: TenantIds): void {
  for (const [how, id] of [
    ['by id', theirs.orgId],
    ['by name', theirs.orgName],
  ] as const) {
    for (const rpc of [
      'GetOrganization',
      'DeleteOrganization',
      'ListOrganizationProjects',
      'ListOrganizationServiceUsers',
    ])
      add(`${rpc} ${how}`, rpc, { id });
    add(`UpdateOrganization ${how}`, 'UpdateOrganization', { id, body: { title: 'Mine now' } });
    for (const rpc of ['ListServiceUsers', 'ListOrganizationGroups', 'ListOrganizationRoles', 'ListPolicies'])
      add(`${rpc} ${how}`, rpc, { org_id: id });
    add(`CreateServiceUser ${how}`, 'CreateServiceUser', { org_id: id, body: { title: 'spy' } });
    add(`CreateGroup ${how}`, 'CreateGroup', { org_id: id, body: { name: 'spies' } });
    add(`CreateProject ${how}`, 'CreateProject', { body: { name: 'spying', org_id: id } });
    const body = { name: 'spy', permissions: ['app_organization_get'] };
    add(`CreateOrganizationRole ${how}`, 'CreateOrganizationRole', { org_id: id, body });
  }
}

function addPolicies(add: Add, mine: TenantIds, theirs: TenantIds): void {
  for (const id of [theirs.policyId, theirs.projectPolicyId])
    for (const rpc of ['GetPolicy', 'DeletePolicy'])
      add(`${rpc} ${id === theirs.policyId ? 'of org' : 'of project'}`, rpc, { id });
  const me = `app/serviceuser:${mine.serviceUserId}`;
  const them = `app/serviceuser:${theirs.serviceUserId}`;
  const places = {
    organization: `app/organization:${theirs.orgId}`,
    'organization by name': `app/organization:${theirs.orgName}`,
    project: `app/project:${theirs.projectId}`,
    group: `app/group:${theirs.groupId}`,
    resource: `${mine.resourceType}:${theirs.resourceId}`,
  };
  for (const [place, resource] of Object.entries(places))
    add(`a policy at their ${place}`, 'CreatePolicy', {
      body: { role_id: 'app_organization_viewer', resource, principal: me },
    });
  const here = `app/organization:${mine.orgId}`;
  const viewer = 'app_organization_viewer';
  add('a policy for their service user', 'CreatePolicy', {
    body: { role_id: viewer, resource: here, principal: them },
  });
  const group = `app/group:${theirs.groupId}`;
  add('a policy for their group', 'CreatePolicy', { body: { role_id: viewer, resource: here, principal: group } });
  add('a policy with their role', 'CreatePolicy', { body: { role_id: theirs.roleId, resource: here, principal: me } });
  add('policies of their project', 'ListPolicies', { project_id: theirs.projectId });
  add('policies of their group', 'ListPolicies', { group_id: theirs.groupId });
}

function addResources(add: Add, mine: TenantIds, theirs: TenantIds): void {
  for (const [how, id] of [
    ['by id', theirs.projectId],
    ['by name', theirs.projectName],
  ] as const) {
    for (const rpc of ['GetProject', 'DeleteProject']) add(`${rpc} ${how}`, rpc, { id });
    add(`UpdateProject ${how}`, 'UpdateProject', { id, body: { title: 'Mine now' } });
    add(`ListProjectResources ${how}`, 'ListProjectResources', { project_id: id });
    const body = { name: 'spy', namespace: mine.resourceType };
    add(`CreateProjectResource ${how}`, 'CreateProjectResource', { project_id: id, body });
  }
  for (const project_id of [theirs.projectId, mine.projectId]) {
    const where = project_id === mine.projectId ? 'under mine' : 'under their project';
    const resource = { project_id, id: theirs.resourceId };
    for (const rpc of ['GetProjectResource', 'DeleteProjectResource']) add(`${rpc} ${where}`, rpc, resource);
    add(`UpdateProjectResource ${where}`, 'UpdateProjectResource', { ...resource, body: { title: 'Mine now' } });
  }
  const parent = `${mine.resourceType}:${theirs.resourceId}`;
  const child = { name: 'child', namespace: mine.resourceType, parent };
  add('a resource below theirs', 'CreateProjectResource', { project_id: mine.projectId, body: child });
  const owned = { name: 'gift', namespace: mine.resourceType, principal: `app/serviceuser:${theirs.serviceUserId}` };
  add('a resource of their service user', 'CreateProjectResource', { project_id: mine.projectId, body: owned });
  const check = { permission: 'get', resource: `app/organization:${mine.orgId}` };
  add('a check for their service user', 'CheckPermission', {
    ...check,
    subject: `app/serviceuser:${theirs.serviceUserId}`,
  });
  add('a check for their group', 'CheckPermission', { ...check, subject: `app/group:${theirs.groupId}` });
  const subject = `app/serviceuser:${theirs.serviceUserId}`;
  add('a batch with one of their service user', 'BatchCheckPermission', { bodies: [check, { ...check, subject }] });
  add('an explanation for their service user', 'ExplainPermission', { ...check, subject });
  add('what their service user may', 'LookupPermissions', { resource: check.resource, subject });
}
