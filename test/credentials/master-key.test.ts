// A change of the master key loses nobody: MACs under the previous one fit, and are made anew when their secrets are shown.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  bootstrapServiceUser,
  type CredentialsDeps,
  createSecretMac,
  type VerifySecretDeps,
  verifySecret,
} from '../../src/credentials/index.js';
import { createMacRenewer } from '../../src/credentials/secrets/renew-mac.js';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { refusalFrom } from './call.js';
import { type House, openHouse, uuid } from './house.js';

let house: House;
let secret: { readonly id: string; readonly secret: string };
let deps: CredentialsDeps & VerifySecretDeps;
beforeEach(async () => {
  house = await openHouse();
  secret = await house.secret(await house.serviceUser(await house.organization()));
  deps = { ...house.credentials, mac: createSecretMac(newMasterKey(), house.masterKey) };
});

function newMasterKey() {
  return new Redacted(systemRandom.bytes(32));
}

async function show(given = deps, text = secret.secret) {
  return verifySecret(given, { clientId: secret.id, readings: [text] });
}

function row(id = secret.id) {
  return house.db.selectFrom('secrets').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

describe('with the previous master key', () => {
  test('a secret fits, and its MAC is made anew: from then on the present key alone is enough', async () => {
    const before = await row();
    await show();
    await expect.poll(async () => (await row()).mac_key_id).toBe(deps.mac.keyId);
    const { mac, mac_key_id } = await row();
    expect(await row()).toEqual({ ...before, mac, mac_key_id });
    await show({ ...deps, mac: { ...deps.mac, previous: undefined } });
  });

  test('tells the feed, so that replicas forget what they kept', async () => {
    const told = () =>
      house.db
        .selectFrom('changes')
        .selectAll()
        .where('kind', '=', 'credential')
        .where('key', '=', secret.id)
        .execute();
    const before = (await told()).length;
    await show();
    await expect.poll(async () => (await told()).length).toBe(before + 1);
  });

  test('a wrong secret does not fit and renews nothing', async () => {
    const renewMac = () => {
      throw new Error('renewed');
    };
    expect(await refusalFrom(() => show({ ...deps, renewMac }, `x${secret.secret.slice(4)}`))).toBe('SECRET_WRONG');
    await house.db
      .updateTable('secrets')
      .set({ expires_at: new Date(0) })
      .execute();
    expect(await refusalFrom(() => show({ ...deps, renewMac }))).toBe('CREDENTIAL_EXPIRED');
  });

  test('a MAC under a third key does not fit', async () => {
    const mac = createSecretMac(newMasterKey(), newMasterKey());
    expect(await refusalFrom(() => show({ ...deps, mac }))).toBe('CREDENTIAL_UNKNOWN');
  });

  test('the count of those that wait goes down as they are shown', async () => {
    const waiting = () => house.credentials.secrets.countUnderOtherKeys(deps.mac.keyId, house.clock.now());
    expect(await waiting()).toBe(1);
    await show();
    await expect.poll(waiting).toBe(0);
  });
});

describe('a MAC made anew', () => {
  test('is written once, however many show the secret meanwhile', async () => {
    let writes = 0;
    let allShown: () => void = () => undefined;
    const shown = new Promise<void>((resolve) => {
      allShown = resolve;
    });
    const renewMac = createMacRenewer({
      renewMac: async (renewed) => {
        writes += 1;
        await shown;
        await house.credentials.secrets.renewMac(renewed);
      },
    });
    await Promise.all(Array.from({ length: 50 }, () => show({ ...deps, renewMac })));
    allShown();
    await expect.poll(async () => (await row()).mac_key_id).toBe(deps.mac.keyId);
    expect(writes).toBe(1);
  });

  test('is not written over one that was replaced meanwhile', async () => {
    const mac = Buffer.alloc(32, 1);
    const renewed = {
      id: secret.id,
      kind: 'secret' as const,
      from: Buffer.alloc(32, 2),
      mac,
      macKeyId: deps.mac.keyId,
    };
    await house.credentials.secrets.renewMac(renewed);
    expect((await row()).mac_key_id).toBe(house.credentials.mac.keyId);
  });

  test('that cannot be written is tried again at the next use', async () => {
    let failures = 1;
    const renewMac = createMacRenewer({
      renewMac: async (renewed) => {
        if (failures-- > 0) throw new Error('the store is away');
        await house.credentials.secrets.renewMac(renewed);
      },
    });
    await show({ ...deps, renewMac });
    await expect
      .poll(async () => {
        await show({ ...deps, renewMac });
        return (await row()).mac_key_id;
      })
      .toBe(deps.mac.keyId);
  });
});

describe("the first administrator's secret, given in the settings", () => {
  const choice = { clientId: uuid(), clientSecret: new Redacted('chosen by an operator: 100% + more') };

  test('stays the same credential under another master key', async () => {
    await bootstrapServiceUser({ ...house.credentials }, choice);
    const { generation } = await row(choice.clientId);
    expect(await bootstrapServiceUser({ ...house.credentials, mac: deps.mac }, choice)).toBeUndefined();
    expect(await row(choice.clientId)).toMatchObject({ generation, mac_key_id: deps.mac.keyId });
  });

  test('is a new one when it is another secret', async () => {
    await bootstrapServiceUser({ ...house.credentials }, choice);
    const { generation } = await row(choice.clientId);
    const other = { ...choice, clientSecret: new Redacted('chosen by another operator, later on') };
    expect(await bootstrapServiceUser({ ...house.credentials, mac: deps.mac }, other)).toBeDefined();
    expect((await row(choice.clientId)).generation).toBe(generation + 1);
  });
});
