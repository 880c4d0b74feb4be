// The door of storage.
export { CHANGES_PER_TRANSACTION, type Change, type ChangeFollower, type ChangeKind } from './changes.js';
export { type Database, type OnStatement, openDatabase } from './database.js';
export {
  forgetObjects,
  type Grant,
  grantChanged,
  insertBuiltInGrant,
  insertGrant,
  lockForgetting,
  memberChanged,
} from './grants.js';
export { migrate } from './migrate.js';
export { prepared } from './prepared.js';
export { type Listener, openRedis, type Redis, type RedisDeps } from './redis.js';
export { connectRedis, type RedisClient } from './redis-client.js';
export {
  decodeRevoked,
  EVERY_GENERATION,
  encodeRevoked,
  type NewRevocation,
  type Revoked,
  type RevokedKind,
  recordRevocation,
} from './revocations.js';
export { asStorageError, isDuplicate, isMissingReference } from './sql-errors.js';
export type { State, Tables } from './tables/index.js';
export {
  type AfterWrite,
  afterWrite,
  formatRevision,
  newestRevision,
  type Write,
  type Written,
  write,
} from './transaction.js';
