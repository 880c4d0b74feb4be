// Things to revoke, each with a token that ends with it.
import { randomUUID } from 'node:crypto';
import { basic, type World } from '../../faults/revocation/world.js';
import { openSigningKeys } from './signing-keys.js';

export type Kind = (typeof KINDS)[number];

export interface Target {
  readonly token: string;
  /** At the first replica, but for signing keys. */
  revoke(): Promise<unknown>;
}

export interface Targets {
  prepare(kind: Kind, count: number): Promise<readonly Target[]>;
  close(): Promise<void>;
}

export const KINDS = ['token', 'credential', 'principal', 'organization', 'signing_key'] as const;

type Named = Readonly<Record<string, Readonly<Record<string, string>>>>;

const AT_A_TIME = 8;

export async function openTargets(world: World): Promise<Targets> {
  const signingKeys = await openSigningKeys(world);
  return {
    prepare: (kind, count) => (kind === 'signing_key' ? signingKeys.prepare(count) : prepare(world, kind, count)),
    close: signingKeys.close,
  };
}

type AtReplica = Exclude<Kind, 'signing_key'>;

async function prepare(world: World, kind: AtReplica, count: number): Promise<readonly Target[]> {
  const shared = await organization(world);
  const targets: Target[] = [];
  const more = async () => {
    while (targets.length < count) targets.push(await target(world, kind, shared));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, more));
  return targets;
}

async function organization({ rpc }: World): Promise<string> {
  const made = (await rpc('CreateOrganization', { body: { name: `bench-${randomUUID()}` } })) as Named;
  return made['organization']?.['id'] ?? '';
}

async function target(world: World, kind: AtReplica, shared: string): Promise<Target> {
  const { rpc } = world;
  if (kind === 'token') {
    const token = await world.token();
    return { token, revoke: () => rpc('RevokeToken', { token }) };
  }
  const orgId = kind === 'organization' ? await organization(world) : shared;
  const id =
    ((await rpc('CreateServiceUser', { orgId, body: { title: 'bench' } })) as Named)['serviceuser']?.['id'] ?? '';
  const secret = ((await rpc('CreateSecret', { id, title: 'bench' })) as Named)['secret'] ?? {};
  const authorization = basic(secret['id'] ?? '', secret['secret'] ?? '');
  const token = String((await rpc('AuthToken', {}, authorization))['accessToken']);
  const revoke = {
    credential: () => rpc('DeleteSecret', { id, secretId: secret['id'] }),
    principal: () => rpc('DisableServiceUser', { id, orgId }),
    organization: () => rpc('DisableOrganization', { id: orgId }),
  }[kind];
  return { token, revoke };
}
