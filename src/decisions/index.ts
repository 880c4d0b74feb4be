// The door of decisions.
export { decisionsAccess, decisionsAdminAccess } from './access.js';
export { createDecisions, type Decisions, permits, resolveRef } from './decisions.js';
export { PLATFORM_CHECK } from './engine/engine.js';
export { parseRevision } from './feed/freshness.js';
export { type KeepingUp, keepUp } from './feed/keep-up.js';
export { sqlDecisionStore } from './load/store-sql.js';
export { timedStore } from './load/timed-store.js';
export { lookupAccess } from './lookup/access.js';
export { lookupRpc } from './lookup/rpc.js';
export { sqlLookupStore } from './lookup/store-sql.js';
export { MAP_NAMES } from './maps/tally.js';
export { passes } from './passes.js';
export { decisionsAdminRpc, decisionsRpc } from './rpc.js';
export { watchAccess } from './watch/access.js';
export { createRecentChanges } from './watch/recent-changes.js';
export { watchRpc } from './watch/rpc.js';
export { sqlWatchStore } from './watch/store-sql.js';
export { type WatchDeps, watchChanges } from './watch/watch-changes.js';
