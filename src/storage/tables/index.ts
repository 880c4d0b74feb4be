// Every table, as Kysely sees the database.
import type { ChangeTables } from './changes.js';
import type { CredentialTables } from './credentials.js';
import type { IdempotencyTables } from './idempotency.js';
import type { OrganizationTables } from './organizations.js';
import type { PermissionTables } from './permissions.js';
import type { RevocationTables } from './revocations.js';
import type { UsedAssertionTables } from './used-assertions.js';

export type { State } from './organizations.js';

export interface Tables
  extends OrganizationTables,
    PermissionTables,
    CredentialTables,
    ChangeTables,
    IdempotencyTables,
    RevocationTables,
    UsedAssertionTables {}
