// The door of authn.
export { type Authenticate, type AuthenticateDeps, createAuthenticate } from './authenticate.js';
export { createSubjectOfToken } from './subject-of-token.js';
