// An organization with one of everything, and a service user that owns it.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@bufbuild/protobuf';
import { createConnectTransport } from '@connectrpc/connect-node';
import { basic, type TestApp } from '../../support/app.js';
import { type Client, text } from './client.js';
import { connectClient } from './connect-clients.js';

/** Ids and names, each of one thing in the organization. */
export interface TenantIds {
  readonly orgId: string;
  readonly orgName: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly groupId: string;
  readonly roleId: string;
  readonly serviceUserId: string;
  readonly secretId: string;
  readonly keyId: string;
  /** At the organization, and at the project. */
  readonly policyId: string;
  readonly projectPolicyId: string;
  readonly resourceId: string;
  /** `service/resource` of the resource. */
  readonly resourceType: string;
}

export interface Tenant extends TenantIds {
  /** Holds everything in the organization: the header Authorization. */
  readonly owner: string;
  /** The service user's secret: the header Authorization. */
  readonly robot: string;
}

/** Calls as somebody; throws when the answer is an error. */
export type Act = (rpc: string, message: JsonObject) => Promise<JsonObject>;

export function plainClient(baseUrl: string): Client {
  return connectClient(createConnectTransport({ baseUrl, httpVersion: '1.1' }));
}

export function actAs(client: Client, authorization: string): Act {
  return async (rpc, message) => {
    const { code, message: said, value } = await client.call(rpc, message, { authorization });
    if (code !== 'ok') throw new Error(`${rpc}: ${code} ${said}`);
    return value;
  };
}

/** The newest revision of the app's database: it moves with every write. */
export async function newestRevision(app: TestApp): Promise<string> {
  const act = actAs(plainClient(app.baseUrl), app.admin.basic);
  const question = { permission: 'superuser', resource: 'app/platform:platform', fully_consistent: true };
  return text(await act('CheckPermission', question), 'revision');
}

export async function createTenant(app: TestApp): Promise<Tenant> {
  const act = actAs(plainClient(app.baseUrl), app.admin.basic);
  const run = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const orgName = `acme-${run}`;
  const projectName = `web-${run}`;
  const made = async (rpc: string, message: JsonObject, path: string) => text(await act(rpc, message), path);
  const orgId = await made('AdminCreateOrganization', { body: { name: orgName, title: 'Acme' } }, 'organization.id');
  const org = { org_id: orgId };
  const projectId = await made('CreateProject', { body: { name: projectName, ...org } }, 'project.id');
  const groupId = await made('CreateGroup', { ...org, body: { name: 'devs' } }, 'group.id');
  await act('CreatePermission', { bodies: [{ key: `${run}.order.get` }] });
  const role = { name: 'reader', permissions: [`${run}_order_get`] };
  const roleId = await made('CreateOrganizationRole', { ...org, body: role }, 'role.id');
  const robot = await createServiceUser(act, orgId);
  await act('AddGroupMembers', { ...org, id: groupId, members: [`app/serviceuser:${robot.id}`] });
  const key = { ...org, id: robot.id, title: 'k', algorithm: 'ES256' };
  const keyId = await made('CreateKey', key, 'key.kid');
  const policy = (at: string) => ({
    body: { role_id: roleId, resource: at, principal: `app/serviceuser:${robot.id}` },
  });
  const policyId = await made('CreatePolicy', policy(`app/organization:${orgId}`), 'policy.id');
  const projectPolicyId = await made('CreatePolicy', policy(`app/project:${projectId}`), 'policy.id');
  const resourceType = `${run}/order`;
  const resource = { project_id: projectId, body: { name: 'first', namespace: resourceType } };
  const resourceId = await made('CreateProjectResource', resource, 'resource.id');
  const owner = await createServiceUser(act, orgId);
  await grant(act, { role: 'app_organization_owner', at: `app/organization:${orgId}`, to: owner.id });
  return {
    ...{ orgId, orgName, projectId, projectName, groupId, roleId, keyId },
    ...{ policyId, projectPolicyId, resourceId, resourceType },
    serviceUserId: robot.id,
    secretId: robot.secretId,
    owner: owner.basic,
    robot: robot.basic,
  };
}

/** The same shape, of things that never were. */
export function imaginary(): TenantIds {
  const id = () => randomUUID();
  const run = `t${id().replaceAll('-', '').slice(0, 12)}`;
  return {
    ...{ orgId: id(), orgName: `acme-${run}`, projectId: id(), projectName: `web-${run}`, groupId: id(), roleId: id() },
    ...{ serviceUserId: id(), secretId: id(), keyId: id(), policyId: id(), projectPolicyId: id(), resourceId: id() },
    resourceType: `${run}/order`,
  };
}

export interface TestServiceUser {
  readonly id: string;
  readonly secretId: string;
  /** The header Authorization. */
  readonly basic: string;
}

/** In the organization, with a secret. It holds what every new one does: to see its organization. */
export async function createServiceUser(act: Act, orgId: string): Promise<TestServiceUser> {
  const org = { org_id: orgId };
  const id = text(await act('CreateServiceUser', { ...org, body: { title: 'robot' } }), 'serviceuser.id');
  const { secret } = await act('CreateSecret', { ...org, id, title: 's' });
  const secretId = text(secret as JsonObject, 'id');
  return { id, secretId, basic: basic(secretId, text(secret as JsonObject, 'secret')) };
}

export interface TestGrant {
  readonly role: string;
  /** `namespace:id` */
  readonly at: string;
  /** Id of a service user. */
  readonly to: string;
}

export async function grant(act: Act, { role, at, to }: TestGrant): Promise<JsonObject> {
  return act('CreatePolicy', { body: { role_id: role, resource: at, principal: `app/serviceuser:${to}` } });
}
