// Rows of service users, their secrets, keys and API tokens, of the admin token, and of the service's own signing keys.
import type { ColumnType, Generated } from 'kysely';
import type { Json, State, Time } from './organizations.js';

export interface ServiceUserRow {
  id: string;
  /** Null only for the platform's own service users, the bootstrap one among them. */
  org_id: string | null;
  title: string;
  metadata: Json;
  state: Generated<State>;
  /** Bumped to invalidate every token of the service user. */
  generation: Generated<number>;
  created_at: Time;
  updated_at: Time;
}

interface CredentialRow {
  id: string;
  service_user_id: string;
  title: string;
  expires_at: ColumnType<Date | null, Date | null, Date | null>;
  last_used_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** `app/user:ID` or `app/serviceuser:ID`. */
  created_by: string;
  /** Bumped to invalidate every token minted with it. */
  generation: Generated<number>;
  created_at: Time;
}

export interface SecretRow extends CredentialRow {
  /** HMAC-SHA-256 of the secret, bound to the row's id and owner. */
  mac: Uint8Array;
  /** Which key made the MAC, so that the key can be changed. */
  mac_key_id: string;
}

export interface KeyRow extends CredentialRow {
  algorithm: string;
  /** One public JWK (RFC 7517 §4). */
  public_jwk: Json;
}

export interface ApiTokenRow extends Omit<CredentialRow, 'expires_at'> {
  expires_at: ColumnType<Date, Date, Date>;
  /** HMAC-SHA-256 of the token, bound to the row's id and owner. */
  mac: Uint8Array;
  mac_key_id: string;
  /** Slugs, sorted. */
  permissions: string[];
  /** Both null: bound to no object. */
  resource_namespace: string | null;
  resource_id: string | null;
}

export interface AdminTokenRow {
  id: string;
  mac: Uint8Array;
  mac_key_id: string;
  last_used_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  created_at: Time;
}

export interface SigningKeyRow {
  /** RFC 7638 thumbprint. */
  kid: string;
  algorithm: string;
  public_jwk: Json;
  /** The PKCS#8 private key under AES-256-GCM: nonce, ciphertext and tag. Empty once the key is retired. */
  sealed: Uint8Array;
  /** Which master key sealed it. */
  seal_key_id: string;
  created_at: Time;
  /** From then on it signs, until the next one does. */
  activates_at: Time;
  /** From then on it no longer verifies; null as long as it has no successor. */
  retires_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Set when it was retired, at its time or before. */
  retired_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface CredentialTables {
  service_users: ServiceUserRow;
  secrets: SecretRow;
  keys: KeyRow;
  api_tokens: ApiTokenRow;
  admin_tokens: AdminTokenRow;
  signing_keys: SigningKeyRow;
}
