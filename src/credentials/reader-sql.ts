// Credentials read from Postgres, each with its service user and organization in one query.
import { sql } from 'kysely';
import type { Narrowing } from '../kernel/principal.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../permissions/index.js';
import { algorithmNamed, type PublicJwk, publicKeyOf } from '../signing/index.js';
import type { Database, State } from '../storage/index.js';
import { ADMIN_TOKEN } from './admin-token/admin-token.js';
import type { Credential } from './credential.js';
import type { CredentialReader } from './reader.js';

interface CommonRow {
  readonly id: string;
  readonly generation: number;
  readonly expires_at: Date | null;
  readonly service_user_id: string;
  readonly service_user_state: State;
  readonly service_user_generation: number;
  readonly org_id: string | null;
  readonly org_state: State;
  readonly org_generation: number;
}

interface TokenRow {
  readonly mac: Uint8Array;
  readonly mac_key_id: string;
  readonly permissions: readonly string[];
  readonly resource_namespace: string | null;
  readonly resource_id: string | null;
}

type Row = CommonRow &
  (
    | { readonly kind: 'secret' | 'admin_token'; readonly mac: Uint8Array; readonly mac_key_id: string }
    | ({ readonly kind: 'api_token' } & TokenRow)
    | { readonly kind: 'key'; readonly algorithm: string; readonly public_jwk: PublicJwk }
  );

export function sqlCredentialReader(db: Database): CredentialReader {
  return {
    async find(id) {
      const { rows } = await sql<Row>`
        select credential.*,
          service_user.state as service_user_state, service_user.generation as service_user_generation,
          organization.id as org_id, organization.state as org_state, organization.generation as org_generation
        from (
          select 'secret' as kind, id, service_user_id, generation, expires_at,
            mac, mac_key_id, null as algorithm, null::jsonb as public_jwk,
            null::text[] as permissions, null as resource_namespace, null as resource_id
          from secrets where id = ${id}
          union all
          select 'key', id, service_user_id, generation, expires_at, null, null, algorithm, public_jwk, null, null, null
          from keys where id = ${id}
          union all
          select 'api_token', id, service_user_id, generation, expires_at, mac, mac_key_id, null, null,
            permissions, resource_namespace, resource_id
          from api_tokens where id = ${id}
          union all
          select 'admin_token', id, ${BOOTSTRAP_SERVICE_USER_ID}::uuid, 1, null, mac, mac_key_id, null, null, null, null, null
          from admin_tokens where id = ${id}
        ) as credential
        join service_users as service_user on service_user.id = credential.service_user_id
        left join organizations as organization on organization.id = service_user.org_id`.execute(db);
      return rows[0] && fromRow(rows[0]);
    },
  };
}

function fromRow(row: Row): Credential {
  const state = {
    id: row.id,
    generation: row.generation,
    expiresAt: row.expires_at?.getTime(),
    serviceUser: {
      id: row.service_user_id,
      enabled: row.service_user_state === 'enabled',
      generation: row.service_user_generation,
    },
    organization:
      row.org_id === null
        ? undefined
        : { id: row.org_id, enabled: row.org_state === 'enabled', generation: row.org_generation },
  };
  if (row.kind === 'key')
    return { ...state, kind: 'key', algorithm: algorithmNamed(row.algorithm), publicKey: publicKeyOf(row.public_jwk) };
  const stored = { ...state, mac: Buffer.from(row.mac), macKeyId: row.mac_key_id };
  switch (row.kind) {
    case 'secret':
      return { ...stored, kind: 'secret' };
    case 'api_token':
      return { ...stored, kind: 'api_token', narrowing: narrowingOf(row) };
    case 'admin_token':
      return { ...stored, kind: 'admin_token', narrowing: ADMIN_TOKEN };
  }
}

function narrowingOf({ permissions, resource_namespace, resource_id, expires_at }: CommonRow & TokenRow): Narrowing {
  const isBound = resource_namespace !== null && resource_id !== null;
  return {
    permissions: new Set(permissions),
    resource: isBound ? { namespace: resource_namespace, id: resource_id } : undefined,
    expiresAt: expires_at?.getTime(),
  };
}
