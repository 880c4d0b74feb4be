// The claims that narrow a token or name its actors, rightly signed but not as we would: refused, or taken by the letter.
import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, refusalFrom, testMeta } from '../credentials/call.js';
import { AUDIENCE, type House, OTHER_AUDIENCE, openHouse, uuid } from '../credentials/house.js';
import { goodClaims, minted } from './forge.js';

let house: House;
let claims: ReturnType<typeof goodClaims>;
let actor: { readonly sub: string; readonly client_id: string };
beforeAll(async () => {
  house = await openHouse();
  const org = await house.organization();
  const sub = await house.serviceUser(org);
  const acting = await house.serviceUser(org);
  claims = goodClaims(house, { sub, cred: (await house.secret(sub)).id, org });
  actor = { sub: acting, client_id: (await house.secret(acting)).id };
});

const present = async (more: object) =>
  house.authenticate(testMeta(bearer(await minted(house, { ...claims, ...more }))));
const refused = (more: object) => refusalFrom(() => present(more));

describe('scope', () => {
  test.each([7, null, [], {}, ['app_project_get'], true])('%j', async (scope) => {
    expect(await refused({ scope })).toBe('CLAIMS_REFUSED');
  });

  test('is what the principal may do at most; an empty one is nothing', async () => {
    for (const [scope, permissions] of [
      ['app_project_get compute_order_get', ['app_project_get', 'compute_order_get']],
      ['', []],
      [' ', []],
    ] as const)
      expect(await present({ scope })).toMatchObject({ narrowing: { permissions: new Set(permissions) } });
    expect(await present({})).not.toHaveProperty('narrowing');
  });
});

describe('aud', () => {
  test('ours among others that we know', async () => {
    expect(await present({ aud: [AUDIENCE, OTHER_AUDIENCE] })).toMatchObject({ id: claims.sub });
  });

  test.each([
    [OTHER_AUDIENCE],
    [[OTHER_AUDIENCE]],
    [[OTHER_AUDIENCE, OTHER_AUDIENCE]],
    [[AUDIENCE, 'https://evil.example']],
  ])('%j', async (aud) => {
    expect(await refused({ aud })).toMatch(/^(AUDIENCE|CLAIMS)_REFUSED$/);
  });
});

describe('from', () => {
  test.each([7, 'x', [7], ['x'], {}])('%j', async (from) => {
    expect(await refused({ from })).toBe('CLAIMS_REFUSED');
  });
});

describe('act', () => {
  const act = (more: object = {}) => ({
    ...actor,
    sub_type: 'app/serviceuser',
    org_ids: claims.org_ids,
    gens: { cred: 1, sub: 1, org: 1 },
    ...more,
  });
  const acted = (more: object = {}, outside: object = {}) => ({
    act: act(more),
    client_id: actor.client_id,
    ...outside,
  });

  test('the good one stands for the subject', async () => {
    expect(await present(acted())).toMatchObject({ id: claims.sub, credentialId: claims.cred });
    expect(await present(acted({ act: act() }))).toMatchObject({ id: claims.sub });
  });

  const bad: Readonly<Record<string, () => readonly [object, string]>> = {
    'client_id of the subject': () => [acted({}, { client_id: claims.cred }), 'CLAIMS_REFUSED'],
    'client_id of nobody': () => [acted({}, { client_id: uuid() }), 'CLAIMS_REFUSED'],
    'client_id of an actor without act': () => [{ client_id: actor.client_id }, 'CLAIMS_REFUSED'],
    'act a text': () => [{ act: 'x' }, 'CLAIMS_REFUSED'],
    'act empty': () => [{ act: {} }, 'CLAIMS_REFUSED'],
    'act null': () => [{ act: null }, 'CLAIMS_REFUSED'],
    'an actor without generations': () => [acted({ gens: undefined }), 'CLAIMS_REFUSED'],
    'an actor without organizations': () => [acted({ org_ids: undefined }), 'CLAIMS_REFUSED'],
    'an actor of another kind': () => [acted({ sub_type: 'app/user' }), 'CLAIMS_REFUSED'],
    'an actor with the credential of another': () => [acted({ sub: claims.sub }), 'SUBJECT_REFUSED'],
    "an actor with the subject's credential": () => [
      acted({ client_id: claims.cred }, { client_id: claims.cred }),
      'SUBJECT_REFUSED',
    ],
    'an unknown actor': () => {
      const client_id = uuid();
      return [acted({ client_id }, { client_id }), 'CREDENTIAL_UNKNOWN'];
    },
    'an actor from before': () => [acted({ gens: { cred: 0, sub: 1, org: 1 } }), 'GENERATION_REFUSED'],
    'an actor from ahead': () => [acted({ gens: { cred: 1, sub: 2, org: 1 } }), 'GENERATION_REFUSED'],
    'a bad actor behind a good one': () => [
      acted({ act: act({ gens: { cred: 1, sub: 1, org: 2 } }) }),
      'GENERATION_REFUSED',
    ],
    'an unreadable actor behind a good one': () => [acted({ act: { sub: 'x' } }), 'CLAIMS_REFUSED'],
  };

  test.each(Object.keys(bad))('%s', async (name) => {
    const [more, refusal] = bad[name]?.() ?? [{}, ''];
    expect(await refused(more)).toBe(refusal);
  });
});
