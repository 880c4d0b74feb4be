// The migrations in their order; a new one is added at the end and never changed after a release.
import type { Migration } from 'kysely';
import { tree } from './0001-tree.js';
import { grants } from './0002-grants.js';
import { credentials } from './0003-credentials.js';
import { changes } from './0004-changes.js';
import { idempotency } from './0005-idempotency.js';
import { keyRotation } from './0006-key-rotation.js';
import { usedAssertions } from './0007-used-assertions.js';
import { apiTokens } from './0008-api-tokens.js';
import { revocations } from './0010-revocations.js';

export const migrations: Record<string, Migration> = {
  '0001-tree': tree,
  '0002-grants': grants,
  '0003-credentials': credentials,
  '0004-changes': changes,
  '0005-idempotency': idempotency,
  '0006-key-rotation': keyRotation,
  '0007-used-assertions': usedAssertions,
  '0008-api-tokens': apiTokens,
  '0010-revocations': revocations,
};
