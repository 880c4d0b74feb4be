// What no client should send over REST, as data: the request, and the answer that says what is wrong with it.
import type { RawRequest } from './raw-answer.js';
import type { TenantIds } from './tenant.js';

export interface BadRequest extends RawRequest {
  readonly name: string;
  readonly status: number;
  /** Path of the field that is at fault, where it is a field. */
  readonly field?: string;
  readonly reason?: string;
}

const LONG = 'a'.repeat(10_000);

/** `ids` are of an organization that is there, so that nothing but the fault is in the way. */
export function badRequests(ids: TenantIds): readonly BadRequest[] {
  return [...bodies(ids), ...values(ids), ...paths(ids), ...queries(ids), ...kinds(ids)];
}

const json = { 'content-type': 'application/json' };

function bodies({ orgId }: TenantIds): readonly BadRequest[] {
  const post = { method: 'POST', target: `/v1beta1/organizations/${orgId}/serviceusers`, headers: json, status: 400 };
  const roles = `/v1beta1/organizations/${orgId}/roles`;
  const malformed = { ...post, reason: 'BODY_MALFORMED' };
  const depth = (open: string, close: string) => `{"body":{"metadata":${open.repeat(10_000)}1${close.repeat(10_000)}}}`;
  return [
    { ...malformed, name: 'a body that ends early', body: '{"body":{"title":"x"' },
    { ...malformed, name: 'a body with a comma too many', body: '{"body":{"title":"x",}}' },
    { ...malformed, name: 'a body with single quotes', body: "{'body':{'title':'x'}}" },
    { ...malformed, name: 'a body and something after it', body: '{"body":{"title":"x"}} {}' },
    { ...malformed, name: 'a body that is a list', body: '[{"body":{"title":"x"}}]' },
    { ...malformed, name: 'a body that is a text', body: '"body"' },
    { ...malformed, name: 'a body that is null', body: 'null' },
    { ...malformed, name: 'a body of spaces', body: '   ' },
    { ...malformed, name: 'a number like no other', body: '{"body":{"title":"x","metadata":{"a":NaN}}}' },
    {
      ...post,
      name: 'a body that is not UTF-8',
      reason: 'BODY_NOT_UTF8',
      body: bytes('{"body":{"title":"', 0xff, '"}}'),
    },
    {
      ...post,
      name: 'half of a surrogate pair in bytes',
      reason: 'BODY_NOT_UTF8',
      body: bytes('{"a":"', 0xed, 0xa0, 0x80, '"}'),
    },
    { ...post, name: 'objects 10,000 deep', reason: 'BODY_TOO_DEEP', body: depth('{"a":', '}') },
    { ...post, name: 'lists 10,000 deep', reason: 'BODY_TOO_DEEP', body: depth('[', ']') },
    { ...post, name: 'brackets without end', reason: 'BODY_TOO_DEEP', body: '['.repeat(1_000_000) },
    { ...post, name: 'no body', target: roles, field: 'body', body: undefined },
    { ...post, name: 'an empty object', target: roles, field: 'body.name', body: '{}' },
    { ...post, name: 'a body over 4 MiB', status: 413, body: `{"body":{"title":"${'a'.repeat(4 * 1024 * 1024)}"}}` },
  ];
}

function values(ids: TenantIds): readonly BadRequest[] {
  const { orgId, projectId, serviceUserId } = ids;
  const fault = (name: string, field: string, { target, body }: { target: string; body: unknown }): BadRequest => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { name, field, method: 'POST', target: `/v1beta1${target}`, headers: json, status: 400, body: text };
  };
  const serviceUser = (name: string, field: string, body: unknown) =>
    fault(name, field, { target: `/organizations/${orgId}/serviceusers`, body });
  const secret = (name: string, expires_at: unknown) =>
    fault(name, 'expires_at', { target: `/serviceusers/${serviceUserId}/secrets`, body: { expires_at } });
  const role = (name: string, field: string, body: unknown) =>
    fault(name, field, { target: `/organizations/${orgId}/roles`, body });
  const check = (name: string, field: string, body: object) =>
    fault(name, field, {
      target: '/check',
      body: { permission: 'get', resource: `app/project:${projectId}`, ...body },
    });
  const token = (name: string, field: string, body: object) => fault(name, field, { target: '/auth/token', body });
  return [
    serviceUser('a text for a message', 'body', { body: 'robot' }),
    serviceUser('a list for a message', 'body', { body: [] }),
    serviceUser('a number for a text', 'body.title', { body: { title: 5 } }),
    serviceUser('a message for a text', 'body.title', { body: { title: {} } }),
    serviceUser('a text for a struct', 'body.metadata', { body: { metadata: 'x' } }),
    serviceUser('one field in both spellings', 'org_id', { org_id: orgId, orgId, body: {} }),
    serviceUser('a title of 10 kB', 'body.title', { body: { title: LONG } }),
    serviceUser('NUL in a title', 'body.title', { body: { title: 'a\0b' } }),
    serviceUser('a line break in a title', 'body.title', { body: { title: 'a\nb' } }),
    serviceUser('half of a surrogate pair', 'body.title', '{"body":{"title":"\\ud800"}}'),
    serviceUser('NUL in metadata', 'body.metadata', { body: { metadata: { a: ['\0'] } } }),
    serviceUser('NUL in a name of metadata', 'body.metadata', { body: { metadata: { '\0': 1 } } }),
    serviceUser('half of a surrogate pair in metadata', 'body.metadata', '{"body":{"metadata":{"a":"\\udc00"}}}'),
    serviceUser('metadata of 65 KiB', 'body.metadata', { body: { metadata: { a: 'a'.repeat(65 * 1024) } } }),
    serviceUser('a number that is too large', 'body.metadata', '{"body":{"metadata":{"a":1e999}}}'),
    role('a role without a permission', 'body.permissions', { name: 'r' }),
    role('a text for a list', 'body.permissions', { name: 'r', permissions: 'app_organization_get' }),
    role('numbers in a list of texts', 'body.permissions[1]', { name: 'r', permissions: ['app_organization_get', 1] }),
    role('a name with a space', 'body.name', { name: 'a role', permissions: ['app_organization_get'] }),
    role('a name that is an id', 'body.name', { name: orgId, permissions: ['app_organization_get'] }),
    secret('a time in words', 'tomorrow'),
    secret('a time as an object', {}),
    secret('a time that has passed', '2020-01-01T00:00:00Z'),
    secret('a time after all time', '10000-01-01T00:00:00Z'),
    fault('an unknown algorithm', 'algorithm', {
      target: `/serviceusers/${serviceUserId}/keys`,
      body: { algorithm: 'HS256' },
    }),
    fault('an unknown relation', 'relation', {
      target: '/admin/platform/users',
      body: { serviceuser_id: serviceUserId, relation: 'king' },
    }),
    check('a text for a yes or no', 'fully_consistent', { fully_consistent: 'yes' }),
    check('a permission with a colon', 'permission', { permission: 'app/project:get' }),
    check('no permission', 'permission', { permission: '' }),
    check('an object without a type', 'resource', { resource: projectId }),
    check('an object with two ids', 'resource', { resource: `app/project:${projectId}:x` }),
    check('an object of 10 kB', 'resource', { resource: `app/project:${LONG}` }),
    check('an object with NUL', 'resource', { resource: 'app/project:a\0' }),
    check('an object in another case', 'resource', { resource: `app/group:${ids.groupId.toUpperCase()}` }),
    check('a subject in another case', 'subject', { subject: `app/serviceuser:${serviceUserId.toUpperCase()}` }),
    check('a revision that is none', 'at_least_revision', { at_least_revision: 'new' }),
    check('a revision beyond numbers', 'at_least_revision', { at_least_revision: '9'.repeat(30) }),
    token('an unknown grant', 'grant_type', { grant_type: 'password' }),
    token('a secret without an id', 'client_id', { grant_type: 'client_credentials', client_secret: 'x' }),
    token('parameters without a grant', 'grant_type', { client_id: 'x', client_secret: 'y' }),
  ];
}

function paths({ orgId, serviceUserId }: TenantIds): readonly BadRequest[] {
  const get = (name: string, id: string, field = 'id'): BadRequest => ({
    name,
    field,
    method: 'GET',
    target: `/v1beta1/serviceusers/${id}`,
    status: 400,
  });
  return [
    get('an id of 10 kB', LONG),
    get('an id with NUL', `${serviceUserId}%00`),
    get('an id with a line break', `${serviceUserId}%0A`),
    get('an id with a carriage return', `%0D%0A${serviceUserId}`),
    get('an id in upper case', serviceUserId.toUpperCase()),
    get(
      'an id in mixed case',
      serviceUserId.replace(/[a-f]/, (letter) => letter.toUpperCase()),
    ),
    get('an id in braces', `%7B${serviceUserId}%7D`),
    get('an id without hyphens', serviceUserId.replaceAll('-', '')),
    get('an id with a slash', '..%2F..%2Fetc'),
    get('an id that is not UTF-8', '%ff%fe'),
    get('half an escape', '%4'),
    get('an id with a quote', "'%20or%201=1--"),
    {
      ...get('an organization in another case', serviceUserId, 'org_id'),
      target: `/v1beta1/organizations/${orgId.toUpperCase()}/serviceusers/${serviceUserId}`,
    },
  ];
}

function queries({ orgId }: TenantIds): readonly BadRequest[] {
  const get = (name: string, query: string, field: string): BadRequest => ({
    name,
    field,
    method: 'GET',
    target: `/v1beta1/${query}`,
    status: 400,
  });
  return [
    get('an unknown state', `serviceusers?org_id=${orgId}&state=frozen`, 'state'),
    get('words for a number', 'users?page_size=many', 'page_size'),
    get('a number beyond 32 bits', 'users?page_size=2147483648', 'page_size'),
    get('a number with a fraction', 'users?page_num=1.5', 'page_num'),
    get('a negative number', 'users?page_size=-1', 'page_size'),
    get('a number of 400 digits', `users?page_num=${'9'.repeat(400)}`, 'page_num'),
    get('words for a yes or no', `organizations/${orgId}/groups?with_members=perhaps`, 'with_members'),
    get('a field twice', `serviceusers?org_id=${orgId}&org_id=${orgId}`, 'org_id'),
    get('NUL in a query', `serviceusers?org_id=%00`, 'org_id'),
    get('a query that is not UTF-8', `serviceusers?org_id=%ff`, 'org_id'),
  ];
}

function kinds({ orgId, serviceUserId }: TenantIds): readonly BadRequest[] {
  const target = `/v1beta1/organizations/${orgId}/serviceusers`;
  const body = '{"body":{"title":"x"}}';
  const typed = (type: string) => ({ method: 'POST', target, body, headers: { 'content-type': type } });
  const form = {
    method: 'POST',
    target: '/v1beta1/auth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
  return [
    { name: 'a path that is none', method: 'GET', target: '/v1beta1/nowhere', status: 404 },
    { name: 'a path beside all', method: 'GET', target: '/nowhere', status: 404 },
    { name: 'a path that ends early', method: 'GET', target: '/v1beta1', status: 404 },
    {
      name: 'an unknown RPC',
      ...typed('application/json'),
      target: '/raystack.frontier.v1beta1.FrontierService/Nothing',
      status: 404,
    },
    { name: 'another method', method: 'PATCH', target: `${target}/${serviceUserId}`, status: 405 },
    { name: 'a method of WebDAV', method: 'PROPFIND', target, status: 405 },
    { name: 'another kind of body', ...typed('text/xml'), body: '<body/>', status: 415 },
    {
      name: 'a form where none is taken',
      ...typed('application/x-www-form-urlencoded'),
      body: 'body.title=x',
      status: 415,
    },
    { name: 'another alphabet', ...typed('application/json; charset=utf-16'), status: 415 },
    {
      name: 'a body that is compressed',
      ...typed('application/json'),
      headers: { ...json, 'content-encoding': 'gzip' },
      status: 415,
    },
    {
      name: 'a parameter twice',
      ...form,
      body: 'grant_type=client_credentials&grant_type=x',
      status: 400,
      field: 'grant_type',
    },
    { name: 'a form that is not UTF-8', ...form, body: 'grant_type=%ff', status: 400, field: 'grant_type' },
  ];
}

function bytes(...parts: readonly (string | number)[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part)))),
  );
}
