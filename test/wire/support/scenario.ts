// The one scenario: from the first administrator to a decision by every kind of credential, and errors on the way.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@bufbuild/protobuf';
import { expect } from 'vitest';
import { basic } from '../../support/app.js';
import { type Client, list, text } from './client.js';
import { selfSigned } from './self-signed.js';
import { createTranscript, type Step, type Transcript } from './transcript.js';

/** What the scenario stands on. */
export interface Stage {
  readonly client: Client;
  /** The header Authorization of a platform administrator. */
  readonly admin: string;
  /** For every client alike, because only REST has forms: a token got by POSTing this as `application/x-www-form-urlencoded`. */
  formToken(form: Readonly<Record<string, string>>): Promise<string>;
}

/** Answers what the client was answered; its expectations are part of it. */
export async function playScenario({ client, admin, formToken }: Stage): Promise<readonly Step[]> {
  const run = `r${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const transcript = createTranscript(client, run);
  const world = await build(transcript, { run, admin });
  const credentials = await provideCredentials(transcript, { ...world, admin });
  const ways = await getTokens(transcript, credentials, formToken);
  await decide(transcript, { ...world, admin, ways });
  await useApiToken(transcript, { ...world, admin });
  await meetErrors(transcript, { ...world, admin, ways });
  await removeCredentials(transcript, { ...world, ...credentials, admin, ways });
  return transcript.steps;
}

interface World {
  readonly run: string;
  readonly orgId: string;
  readonly projectId: string;
  readonly roleId: string;
  readonly serviceUserId: string;
  /** `namespace:id` */
  readonly order: string;
}

async function build({ ask, get }: Transcript, { run, admin }: { run: string; admin: string }): Promise<World> {
  const as = { authorization: admin };
  await get('who is the administrator', 'GetCurrentUser', {}, as);
  const organization = { name: `acme-${run}`, title: 'Acme', metadata: { team: 'core' } };
  const made = await get('an organization', 'AdminCreateOrganization', { body: organization }, as);
  const orgId = text(made, 'organization.id');
  const again = await ask('its name again', 'AdminCreateOrganization', { body: organization }, as);
  expect(again).toMatchObject({ code: 'already_exists', reason: 'ORGANIZATION_EXISTS' });
  const project = { name: `web-${run}`, org_id: orgId };
  const projectId = text(await get('a project', 'CreateProject', { body: project }, as), 'project.id');
  const keys = [{ key: `${run}.order.get` }, { key: `${run}.order.update`, title: 'Change orders' }];
  await get('permissions', 'CreatePermission', { bodies: keys }, as);
  const reader = { name: `reader-${run}`, permissions: [`${run}_order_get`], scopes: ['app/project'] };
  const role = await get('a role', 'CreateOrganizationRole', { org_id: orgId, body: reader }, as);
  const resource = { name: 'first', namespace: `${run}/order`, metadata: { size: 'large' } };
  const order = await get('a resource', 'CreateProjectResource', { project_id: projectId, body: resource }, as);
  const body = { title: 'robot', metadata: { owner: 'ops' } };
  const serviceUser = await get('a service user', 'CreateServiceUser', { org_id: orgId, body }, as);
  return {
    run,
    orgId,
    projectId,
    roleId: text(role, 'role.id'),
    serviceUserId: text(serviceUser, 'serviceuser.id'),
    order: `${run}/order:${text(order, 'resource.id')}`,
  };
}

interface Credentials {
  readonly secret: JsonObject;
  readonly key: JsonObject;
}

async function provideCredentials(
  { get }: Transcript,
  { orgId, serviceUserId: id, admin }: World & { admin: string },
): Promise<Credentials> {
  const as = { authorization: admin };
  const named = { id, org_id: orgId };
  const expires = { expires_at: '2200-01-01T00:00:00Z' };
  const { secret } = await get('a secret', 'CreateSecret', { ...named, title: 's1', ...expires }, as);
  const { key } = await get('a key', 'CreateKey', { ...named, title: 'k1' }, as);
  const made = { secret: secret as JsonObject, key: key as JsonObject };
  expect(text(made.secret, 'secret')).toMatch(/^frs_[0-9A-Za-z_]{60,}$/);
  expect(text(made.key, 'private_key')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  const keyName = { ...named, key_id: text(made.key, 'kid') };
  expect(await get('the key, asked for by nobody', 'GetKey', keyName)).toMatchObject({
    keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' }],
  });
  const lists = [await get('secrets', 'ListSecrets', named, as), await get('keys', 'ListKeys', named, as)];
  expect(JSON.stringify(lists)).not.toMatch(/frs_|PRIVATE KEY|"d"/);
  expect(list(lists[0] as JsonObject, 'secrets')).toMatchObject([{ title: 's1', secret: '' }]);
  return made;
}

/** Headers Authorization by what they carry. */
type Ways = ReadonlyMap<string, string>;

async function getTokens(
  { ask, get }: Transcript,
  { secret, key }: Credentials,
  formToken: Stage['formToken'],
): Promise<Ways> {
  const client_id = text(secret, 'id');
  const client_secret = text(secret, 'secret');
  const withSecret = basic(client_id, client_secret);
  const assertion = await selfSigned(key);
  const bearer = `Bearer ${await selfSigned(key)}`;
  const ways = new Map([
    ['Basic', withSecret],
    ['a JWT of its own', bearer],
    [
      'a JWT of its own that names the key twice',
      `Bearer ${await selfSigned(key, { claims: { kid: text(key, 'kid') } })}`,
    ],
  ]);
  const grant_type = 'client_credentials';
  const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const forms: readonly [string, JsonObject, string?][] = [
    ['id and secret', { grant_type, client_id, client_secret }],
    ['Basic for the grant', { grant_type }, withSecret],
    ['an assertion', { grant_type: jwtBearer, assertion }],
    ['Basic alone', {}, withSecret],
    ['a JWT alone', {}, bearer],
  ];
  for (const [way, message, authorization] of forms) {
    const answer = await ask(`a token by ${way}`, 'AuthToken', message, { authorization });
    expect(answer).toMatchObject({ code: 'ok', value: { token_type: 'Bearer', expires_in: 3600 } });
    expect(answer.header('x-user-token')).toBe(text(answer.value, 'access_token'));
    ways.set(`a token by ${way}`, `Bearer ${text(answer.value, 'access_token')}`);
  }
  ways.set('a token by a form', `Bearer ${await formToken({ grant_type, client_id, client_secret })}`);
  for (const [way, authorization] of ways) await get(`who is ${way}`, 'GetCurrentUser', {}, { authorization });
  const exchanged = await ask('a token for a token', 'AuthToken', {}, { authorization: ways.get('a token by a form') });
  expect(exchanged.code).toBe('unauthenticated');
  return ways;
}

type Act = World & { readonly admin: string; readonly ways: Ways };

async function decide({ get }: Transcript, { admin, ways, ...world }: Act): Promise<void> {
  const { order: resource, roleId: role_id, projectId, serviceUserId } = world;
  const question = { permission: 'get', resource };
  for (const [way, authorization] of ways) {
    const before = await get(`${way}, before`, 'CheckPermission', question, { authorization });
    expect(before).toMatchObject({ status: false, reason: 'no_grant' });
  }
  const body = { role_id, resource: `app/project:${projectId}`, principal: `app/serviceuser:${serviceUserId}` };
  const policy = await get('a policy', 'CreatePolicy', { body }, { authorization: admin });
  const at_least_revision = text(policy, 'revision');
  const order = { object_namespace: `${world.run}/order`, object_id: resource.split(':')[1] ?? '' };
  for (const [way, authorization] of ways) {
    const check = (step: string, message: JsonObject) =>
      get(`${way}, ${step}`, 'CheckPermission', { ...message, at_least_revision }, { authorization });
    expect(await check('after', question)).toMatchObject({ status: true, reason: '' });
    expect(await check('another verb', { ...question, permission: 'update' })).toMatchObject({ status: false });
    expect(await check('two fields', { ...order, permission: `${world.run}.order.get` })).toMatchObject({
      status: true,
    });
  }
  await decideForTokens({ get }, { admin, ways, ...world }, at_least_revision);
  const slug = { permission: `${world.run}_order_get`, resource: `project:web-${world.run}`, at_least_revision };
  const subject = `serviceuser:${serviceUserId}`;
  const as = { authorization: admin };
  expect(await get('of another', 'CheckPermission', { ...slug, subject }, as)).toMatchObject({ status: true });
  const federated = { subject, permission: 'update', resource };
  const asked = await get('of another, the old way', 'CheckFederatedResourcePermission', federated, as);
  expect(asked).toMatchObject({ status: false, reason: 'no_grant' });
}

/** The caller has a credential of its own, and asks about whoever the tokens it was handed stand for. */
async function decideForTokens(
  { get }: Pick<Transcript, 'get'>,
  { admin, ways, order: resource }: Act,
  at_least_revision: string,
): Promise<void> {
  const as = { authorization: admin };
  const context = { ip: '192.0.2.1' };
  const check = (step: string, message: JsonObject) =>
    get(step, 'CheckPermission', { resource, at_least_revision, context, ...message }, as);
  for (const [way, authorization] of ways) {
    const [scheme, subject_token = ''] = authorization.split(' ');
    const allowed = { status: scheme === 'Bearer', reason: scheme === 'Bearer' ? '' : 'token_refused' };
    expect(await check(`by ${way}`, { permission: 'get', subject_token })).toMatchObject(allowed);
    expect(await check(`by ${way}, another verb`, { permission: 'update', subject_token })).toMatchObject({
      status: false,
      reason: scheme === 'Bearer' ? 'no_grant' : 'token_refused',
    });
  }
  for (const subject_token of ['', 'nonsense'])
    expect(await check('by no token', { permission: 'get', subject_token })).toMatchObject({
      status: false,
      reason: 'token_refused',
    });
  const bodies = [{ permission: 'get', resource, context }];
  const batch = await get('a batch with context', 'BatchCheckPermission', { bodies, at_least_revision }, as);
  expect(batch).toMatchObject({ pairs: [{ body: { permission: 'get', resource }, status: true }] });
}

async function useApiToken({ ask, get }: Transcript, { admin, ...world }: World & { admin: string }): Promise<void> {
  const as = { authorization: admin };
  const named = { id: world.serviceUserId, org_id: world.orgId };
  const asked = { ...named, title: 'ci', permissions: [`${world.run}.order.get`], resource: world.order, ttl: '12h' };
  const made = await get('an API token', 'CreateToken', asked, as);
  const token_id = text(made, 'token.id');
  const basicAuth = basic(token_id, text(made, 'token.token'));
  const check = { permission: 'get', resource: world.order };
  for (const authorization of [`Bearer ${text(made, 'token.token')}`, basicAuth]) {
    expect(await get('in its set', 'CheckPermission', check, { authorization })).toMatchObject({ status: true });
    const other = await get('not', 'CheckPermission', { ...check, permission: 'update' }, { authorization });
    expect(other).toMatchObject({ status: false, reason: 'token_not_permitted' });
  }
  const handed = { ...check, subject_token: text(made, 'token.token') };
  expect(await get('handed on', 'CheckPermission', handed, as)).toMatchObject({ status: true });
  const listed = await get('tokens', 'ListTokens', named, as);
  expect(list(listed, 'tokens')).toMatchObject([{ title: 'ci', token: '', is_valid: true, resource: world.order }]);
  await get('the token goes', 'DeleteToken', { ...named, token_id }, as);
  expect((await ask('it is gone', 'CheckPermission', check, { authorization: basicAuth })).code).toBe(
    'unauthenticated',
  );
}

async function meetErrors({ ask }: Transcript, { admin, ways, ...world }: Act): Promise<void> {
  const as = { authorization: admin };
  const robot = { authorization: ways.get('Basic') };
  const nobody = '7d2c0a44-5f0e-4f5c-9a55-0c8f1d2e3b4a';
  const twoFaults = { name: 'not a name', title: 'bell\u0007' };
  const check = { permission: 'get', resource: world.order };
  const cases: readonly [code: string, rpc: string, message: JsonObject, options?: object][] = [
    ['not_found', 'GetServiceUser', { id: nobody, org_id: world.orgId }, as],
    ['not_found', 'CheckPermission', { ...check, resource: 'project:nowhere-at-all' }, as],
    ['not_found', 'CheckPermission', { ...check, permission: 'no.such.permission' }, as],
    ['not_found', 'GetKey', { id: nobody, org_id: world.orgId, key_id: nobody }, {}],
    ['invalid_argument', 'AdminCreateOrganization', { body: twoFaults }, as],
    ['invalid_argument', 'AdminCreateOrganization', {}, as],
    ['invalid_argument', 'CreatePermission', { bodies: [{ key: `${world.run}.order.list` }, { key: 'short' }] }, as],
    ['invalid_argument', 'CheckPermission', { ...check, resource: 'nothing' }, as],
    ['invalid_argument', 'CheckPermission', { ...check, context: { large: 'x'.repeat(65_536) } }, as],
    ['invalid_argument', 'CheckPermission', { ...check, subject: 'nobody', subject_token: 'x' }, robot],
    ['invalid_argument', 'AuthToken', { grant_type: 'password' }, {}],
    ['failed_precondition', 'DeleteOrganizationRole', { org_id: world.orgId, id: world.roleId }, as],
    ['unauthenticated', 'CheckPermission', check, {}],
    ['unauthenticated', 'CheckPermission', check, { authorization: `${robot.authorization}AAAA` }],
    ['unauthenticated', 'CheckPermission', check, { authorization: 'Bearer nonsense' }],
    ['unauthenticated', 'AuthToken', {}, {}],
    ['permission_denied', 'CreateProject', { body: { name: `more-${world.run}`, org_id: world.orgId } }, robot],
    ['permission_denied', 'CheckPermission', { ...check, subject: `app/user:${nobody}` }, robot],
    ['permission_denied', 'ListSecrets', { id: nobody, org_id: world.orgId }, robot],
  ];
  for (const [index, [code, rpc, message, options]] of cases.entries()) {
    const answer = await ask(`error ${index}`, rpc, message, options);
    expect(answer, `error ${index}`).toMatchObject({ code, value: {} });
    expect(answer.message).not.toBe('');
    if (code === 'invalid_argument') expect(answer.fields).not.toEqual([]);
  }
}

async function removeCredentials(
  { ask, get }: Transcript,
  { admin, ways, orgId, serviceUserId, secret, key }: Act & Credentials,
): Promise<void> {
  const as = { authorization: admin };
  const named = { id: serviceUserId, org_id: orgId };
  const good = async (step: string) => {
    const found: string[] = [];
    for (const [way, authorization] of ways)
      if ((await ask(`${step}, ${way}`, 'GetCurrentUser', {}, { authorization })).code === 'ok') found.push(way);
    return found;
  };
  await get('the secret goes', 'DeleteSecret', { ...named, secret_id: text(secret, 'id') }, as);
  const again = await ask('it is gone', 'DeleteSecret', { ...named, secret_id: text(secret, 'id') }, as);
  expect(again.code).toBe('not_found');
  const left = [
    'a JWT of its own',
    'a JWT of its own that names the key twice',
    'a token by an assertion',
    'a token by a JWT alone',
  ];
  expect(await good('without the secret')).toEqual(left);
  const client = {
    grant_type: 'client_credentials',
    client_id: text(secret, 'id'),
    client_secret: text(secret, 'secret'),
  };
  expect((await ask('no more tokens for it', 'AuthToken', client)).code).toBe('unauthenticated');
  await get('the key goes', 'DeleteKey', { ...named, key_id: text(key, 'kid') }, as);
  expect(await good('without the key')).toEqual([]);
  expect(await get('secrets', 'ListSecrets', named, as)).toEqual({ secrets: [] });
  await get('the service user goes', 'DeleteServiceUser', named, as);
  expect((await ask('nobody there', 'GetServiceUser', named, as)).code).toBe('not_found');
}
