// Asking about whoever a token stands for: decided as for its principal, denied for every token that is no good, warm without I/O.
import type { KyselyPlugin } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSubjectOfToken } from '../../src/authn/index.js';
import { cachedCredentialReader, sqlCredentialReader } from '../../src/credentials/index.js';
import { setServiceUserState } from '../../src/credentials/set-service-user-state.js';
import { createDecisions, type Decisions, decisionsAccess, decisionsRpc } from '../../src/decisions/index.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import type { Principal } from '../../src/kernel/principal.js';
import { write } from '../../src/storage/index.js';
import { selfSigned } from '../authn/support.js';
import { basic, testCall } from '../credentials/call.js';
import { AUDIENCE, type House, ISSUER, openHouse, request, tokensDeps, uuid } from '../credentials/house.js';
import { altered } from '../support/altered.js';

let house: House;
let decisions: Decisions;
let rpc: ReturnType<typeof decisionsRpc>;
let statements = 0;
/** A stranger to the organization, who was handed the token. */
let caller: Principal;
let org: string;
let sub: string;
let secret: { readonly id: string; readonly secret: string };
let key: { readonly kid: string; readonly privateKey: string };
let token: string;

beforeAll(async () => {
  house = await openHouse();
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      statements += 1;
      return result;
    },
  };
  const db = house.db.withPlugin(counter);
  decisions = await createDecisions(sqlDecisionStore(db), 1_000, house.clock);
  const reader = cachedCredentialReader({ reader: sqlCredentialReader(db), entries: 100, isHeard: () => true });
  decisions.feed.follow(reader);
  const subjectOfToken = createSubjectOfToken(tokensDeps(house.credentials, house.keyring, reader));
  rpc = decisionsRpc({ decisions, clock: house.clock, subjectOfToken });
});

beforeEach(async () => {
  const [away, home] = [await house.organization(), await house.organization()];
  const id = await house.serviceUser(away);
  caller = { namespace: 'app/serviceuser', id, via: 'client_credentials', credentialId: uuid() };
  org = home;
  sub = await house.serviceUser(org);
  secret = await house.secret(sub);
  key = await house.key(sub, { algorithm: 'EdDSA' });
  token = await accessToken();
});

async function accessToken(): Promise<string> {
  const ask = { grantType: 'client_credentials', clientId: secret.id, clientSecret: secret.secret };
  return String((await house.tokensRpc.authToken(request({ ...ask, assertion: '' }), testCall())).accessToken);
}

const ownJwt = (claims = {}) => selfSigned(house, { ...key, algorithm: 'EdDSA' }, { claims: { sub, ...claims } });

/** May it see the organization? It may, as every service user of it; the caller may not. */
const ask = (fields: object) => rpc.checkPermission(question(fields), testCall({}, caller));

function question(fields: object) {
  const asked = { permission: 'get', resource: `app/organization:${org}`, objectId: '', objectNamespace: '' };
  const rest = {
    subject: '',
    subjectToken: undefined,
    atLeastRevision: '',
    fullyConsistent: false,
    withBecause: false,
  };
  return request({ ...asked, ...rest, ...fields });
}

describe('a good token', () => {
  test('is decided about, and not the caller', async () => {
    const fullyConsistent = true;
    expect(await ask({ fullyConsistent })).toMatchObject({ status: false, reason: 'no_grant' });
    for (const subjectToken of [token, await ownJwt()]) {
      expect(await ask({ subjectToken, fullyConsistent })).toMatchObject({ status: true, reason: '' });
      const update = { subjectToken, permission: 'update' };
      expect(await ask(update)).toMatchObject({ status: false, reason: 'no_grant' });
    }
  });

  test('may be asked about by whoever has it', () => {
    const { checkPermission: rule } = decisionsAccess;
    const asked = request({ subject: '', subjectToken: token });
    expect(typeof rule === 'function' && rule(asked, caller)).toBe('about_caller');
  });

  test('that is narrowed reaches no further than its set', async () => {
    const narrowed: Principal = { namespace: 'app/serviceuser', id: sub, via: 'access_token', credentialId: secret.id };
    const subjectOfToken = (slug: string) => ({
      ...narrowed,
      narrowing: { permissions: new Set([slug]), resource: undefined },
    });
    const { checkPermission } = decisionsRpc({ decisions, clock: house.clock, subjectOfToken });
    const by = (slug: string, fields = {}) =>
      checkPermission(question({ subjectToken: slug, fullyConsistent: true, ...fields }), testCall({}, caller));
    expect(await by('app_organization_get')).toMatchObject({ status: true });
    expect(await by('app_project_get')).toMatchObject({ status: false, reason: 'token_not_permitted' });
    expect(await by('app_project_get', { withBecause: true })).toMatchObject({ status: false, because: [] });
    expect(await by('app_organization_update', { permission: 'update' })).toMatchObject({ reason: 'no_grant' });
  });

  test('is explained like its principal', async () => {
    const explained = await ask({ subjectToken: token, withBecause: true, fullyConsistent: true });
    expect(explained.because).toMatchObject([{ principal: `app/serviceuser:${sub}` }]);
  });

  test('warm: no statement and no promise', async () => {
    for (const subjectToken of [token, await ownJwt()]) {
      expect(await ask({ subjectToken, fullyConsistent: true })).toMatchObject({ status: true });
      statements = 0;
      const answer = ask({ subjectToken, context: { ip: '192.0.2.1' } });
      expect(answer).not.toBeInstanceOf(Promise);
      expect(answer).toMatchObject({ status: true });
      expect(statements).toBe(0);
    }
  });
});

describe('a token that is no good', () => {
  const refusal = { status: false, reason: 'token_refused' };

  test.each<[string, () => unknown]>([
    ['empty: it never means the caller', () => ''],
    ['nonsense', () => 'nonsense'],
    ['the header with its scheme', () => `Bearer ${token}`],
    ['a credential that is no token', () => basic(secret.id, secret.secret)['authorization']],
    ['altered', () => altered(token)],
    ['too long', () => `${token}${'A'.repeat(9_000)}`],
    ['enormous', () => 'A'.repeat(1_000_000)],
    ['a lone surrogate', () => '\ud800'],
    ['expired', () => ownJwt({ exp: Math.floor(house.clock.now() / 1000) })],
    ['meant for others', () => ownJwt({ aud: 'https://other.example' })],
    ['signed by its own holder as if by us', () => ownJwt({ gen: 'system', iss: ISSUER, aud: AUDIENCE })],
    ['of a principal that never was', () => ownJwt({ sub: uuid() })],
  ])('%s: denied', async (_, make) => {
    const before = decisions.outcomes.token_refused;
    const subjectToken = await make();
    expect(await ask({ subjectToken })).toEqual({ ...refusal, revision: decisions.revision() });
    expect(await ask({ subjectToken, withBecause: true })).toEqual({ ...refusal, revision: decisions.revision() });
    expect(decisions.outcomes.token_refused).toBe(before + 2);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'its secret is deleted',
      async () => house.rpc.deleteSecret(request({ id: sub, secretId: secret.id }), testCall()),
    ],
    ['its service user is disabled', disable],
    ['its service user is deleted', async () => house.rpc.deleteServiceUser(request({ id: sub }), testCall())],
    ['its organization is disabled', disableOrganization],
  ])('%s: denied from that revision on, however warm', async (_, end) => {
    expect(await ask({ subjectToken: token, fullyConsistent: true })).toMatchObject({ status: true });
    const { revision } = (await end()) as { revision: string };
    expect(await ask({ subjectToken: token, atLeastRevision: revision })).toMatchObject(refusal);
  });

  test('looks the same for every cause', async () => {
    await disable();
    const bad = [token, 'nonsense', '', await ownJwt({ sub: uuid() })];
    const answers = await Promise.all(bad.map((subjectToken) => ask({ subjectToken, fullyConsistent: true })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test('costs no statement when it is none of ours', async () => {
    await ask({ subjectToken: token, fullyConsistent: true });
    statements = 0;
    for (const subjectToken of ['nonsense', altered(token)]) {
      expect(ask({ subjectToken })).not.toBeInstanceOf(Promise);
      expect(statements).toBe(0);
    }
  });

  async function disable() {
    const { revision } = await setServiceUserState(house.credentials, {
      id: sub,
      organization: undefined,
      state: 'disabled',
    });
    return { revision };
  }

  async function disableOrganization() {
    return write(house.db, async ({ sql, changed }) => {
      await sql.updateTable('organizations').set({ state: 'disabled' }).where('id', '=', org).execute();
      changed('object', `app/organization:${org}`);
    });
  }
});

test('when nobody can tell, it is an error and not a denial', async () => {
  const subjectOfToken = () => Promise.reject(new Error('the store is away'));
  const away = decisionsRpc({ decisions, clock: house.clock, subjectOfToken });
  const asked = question({ subjectToken: token });
  await expect(async () => away.checkPermission(asked, testCall({}, caller))).rejects.toThrow('the store is away');
});

describe('a request that cannot be asked', () => {
  test.each(['the same', 'another'])('subject and subject_token of %s principal', (which) => {
    const subject = `app/serviceuser:${which === 'the same' ? sub : uuid()}`;
    const { checkPermission: rule } = decisionsAccess;
    const judge = () => typeof rule === 'function' && rule(request({ subject, subjectToken: token }), caller);
    expect(judge).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        violations: [{ field: 'subject_token', description: 'cannot be given together with `subject`' }],
      }),
    );
  });

  test.each([
    ['malformed', { resource: 'nothing' }, 'invalid_argument'],
    ['an undefined permission', { permission: 'no.such.permission' }, 'not_found'],
  ])('%s: an error, for a good token as without one', async (_, fields, code) => {
    await expect(async () => ask({ ...fields, subjectToken: token })).rejects.toMatchObject({ code });
  });
});

describe('context', () => {
  test('is taken and changes nothing', async () => {
    const context = { ip: '192.0.2.1', tags: ['a', { b: null }], admin: true, subject: `app/serviceuser:${sub}` };
    const { status } = await ask({ context, fullyConsistent: true });
    expect(status).toBe(false);
    expect((await ask({ context, subjectToken: token })).status).toBe(true);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['too large', { a: 'x'.repeat(64 * 1024) }, 'must have at most 64 KiB of JSON'],
    ['too deep', deep(50_000), 'is nested too deeply'],
    ['not finite', { a: Number.POSITIVE_INFINITY }, 'must have finite numbers only'],
  ])('%s: refused by its name, in a batch by its place', async (_, context, description) => {
    const fault = { code: 'invalid_argument' };
    await expect(async () => ask({ context })).rejects.toMatchObject({
      ...fault,
      violations: [{ field: 'context', description }],
    });
    const good = { permission: 'get', resource: `app/organization:${org}`, subject: '' };
    const batch = request({
      bodies: [
        { ...good, context: {} },
        { ...good, context },
      ],
      atLeastRevision: '',
    });
    await expect(async () => rpc.batchCheckPermission(batch, testCall({}, caller))).rejects.toMatchObject({
      ...fault,
      violations: [{ field: 'bodies[1].context', description }],
    });
  });
});

function deep(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}
