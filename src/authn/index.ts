// The door of authn.
export { type Authenticate, type AuthenticateDeps, createAuthenticate } from './authenticate.js';
export type { Limit } from './limits/limits.js';
export { type OpenedLimits, openLimits } from './limits/open-limits.js';
export { createSubjectOfToken } from './subject-of-token.js';
