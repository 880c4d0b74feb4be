// The door of decisions.
export { decisionsAccess, decisionsAdminAccess } from './access.js';
export { createDecisions, type Decisions, permits } from './decisions.js';
export { type Following, followChanges } from './follow-changes.js';
export { decisionsAdminRpc, decisionsRpc } from './rpc.js';
export { sqlDecisionStore } from './store-sql.js';
