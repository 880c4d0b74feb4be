// Requests made up from the descriptors: one of every RPC that could be meant, and the same with one text field exchanged.
import { type DescField, type DescMessage, type JsonObject, type JsonValue, ScalarType } from '@bufbuild/protobuf';
import { methodNamed } from './client.js';
import type { TenantIds } from './tenant.js';

/** What a field of that name holds when it is meant well; by `message.field` where the name alone does not say. */
function samples(ids: TenantIds): Samples {
  const serviceUser = `app/serviceuser:${ids.serviceUserId}`;
  return {
    algorithm: 'ES256',
    assertion: '',
    at_least_revision: '',
    avatar: '',
    client_id: ids.secretId,
    client_secret: 'none',
    email: 'somebody@frontier.test',
    grant_type: 'client_credentials',
    group_id: ids.groupId,
    id: ids.serviceUserId,
    key: 'compute.order.get',
    key_id: ids.keyId,
    keyword: 'some',
    member: serviceUser,
    members: serviceUser,
    namespace: ids.resourceType,
    object_id: '',
    object_namespace: '',
    org_id: ids.orgId,
    org_owner_email: '',
    owner: serviceUser,
    page_token: '',
    parent: '',
    permission: 'app_organization_get',
    permissions: 'app_organization_get',
    principal: serviceUser,
    project_id: ids.projectId,
    public_key: '',
    relation: 'member',
    resource: `app/organization:${ids.orgId}`,
    role_id: ids.roleId,
    scopes: 'app/project',
    secret_id: ids.secretId,
    serviceuser_id: ids.serviceUserId,
    state: 'enabled',
    subject: serviceUser,
    subject_namespace: 'app/serviceuser',
    subject_token: '',
    token_id: ids.secretId,
    ttl: '',
    user_id: '',
    user_ids: ids.serviceUserId,
    group_ids: ids.groupId,
    ...idsByMessage(ids),
    'LookupResourcesRequest.namespace': 'app/organization',
    'ListPoliciesRequest.project_id': '',
    'ListPoliciesRequest.group_id': '',
    'PermissionRequestBody.name': '',
    'PermissionRequestBody.namespace': '',
    'RemoveGroupUserRequest.user_id': ids.serviceUserId,
  };
}

/** `id` is of what the RPC is about. */
function idsByMessage(ids: TenantIds): Readonly<Record<string, string>> {
  const of: Readonly<Record<string, string>> = {
    Group: ids.groupId,
    GroupMembers: ids.groupId,
    GroupUser: ids.groupId,
    GroupUsers: ids.groupId,
    Organization: ids.orgId,
    OrganizationProjects: ids.orgId,
    OrganizationRole: ids.roleId,
    OrganizationServiceUsers: ids.orgId,
    Permission: 'app.organization.get',
    Policy: ids.policyId,
    Project: ids.projectId,
    ProjectResource: ids.resourceId,
    Role: ids.roleId,
  };
  const verbs = ['Add', 'Create', 'Delete', 'Disable', 'Enable', 'Get', 'List', 'Remove', 'Update'];
  return Object.fromEntries(
    Object.entries(of).flatMap(([noun, id]) => verbs.map((verb) => [`${verb}${noun}Request.id`, id])),
  );
}

/** A request for the RPC in which every text field is given that can be; `ids` says what it names. Of a oneof, the first. */
export function plausible(rpc: string, ids: TenantIds): JsonObject {
  return plausibleMessage(methodNamed(rpc).input, samples(ids));
}

/** The same with `value` at `path`. */
export function exchanged(rpc: string, ids: TenantIds, exchange: Exchange): JsonObject {
  return exchangedMessage(methodNamed(rpc).input, samples(ids), exchange);
}

/** Paths of all text fields, those of messages inside included. */
export function textPaths(rpc: string): readonly (readonly string[])[] {
  return pathsIn(methodNamed(rpc).input);
}

export interface Exchange {
  readonly path: readonly string[];
  readonly value: string;
}

type Samples = Readonly<Record<string, JsonValue>>;

function plausibleMessage(desc: DescMessage, given: Samples): JsonObject {
  const message: JsonObject = {};
  for (const field of desc.fields) {
    const value = field.oneof?.fields.indexOf(field) ? undefined : plausibleField(field, given);
    if (value !== undefined && value !== '') message[field.name] = inList(field, value);
  }
  return message;
}

function plausibleField(field: DescField, given: Samples): JsonValue | undefined {
  if (isText(field)) return given[`${field.parent.name}.${field.name}`] ?? given[field.name] ?? 'something';
  return field.message === undefined || isWellKnown(field.message) ? undefined : plausibleMessage(field.message, given);
}

function exchangedMessage(desc: DescMessage, given: Samples, { path, value }: Exchange): JsonObject {
  const [name, ...below] = path;
  const field = desc.fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`${desc.typeName} has no ${name}`);
  const message = plausibleMessage(desc, given);
  for (const other of field.oneof?.fields ?? []) delete message[other.name];
  const inner = field.message && exchangedMessage(field.message, given, { path: below, value });
  return { ...message, [field.name]: inList(field, inner ?? value) };
}

function inList(field: DescField, value: JsonValue): JsonValue {
  return field.fieldKind === 'list' ? [value] : value;
}

function pathsIn(desc: DescMessage): readonly (readonly string[])[] {
  return desc.fields.flatMap((field) => {
    if (isText(field)) return [[field.name]];
    if (field.message === undefined || isWellKnown(field.message)) return [];
    return pathsIn(field.message).map((path) => [field.name, ...path]);
  });
}

function isText(field: DescField): boolean {
  return field.message === undefined && 'scalar' in field && field.scalar === ScalarType.STRING;
}

function isWellKnown(desc: DescMessage): boolean {
  return desc.typeName.startsWith('google.protobuf.');
}
