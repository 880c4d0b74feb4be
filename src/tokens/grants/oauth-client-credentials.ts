// The grant `client_credentials` (RFC 6749 §4.4) for a client that authenticated in whatever way.
import { presentedCredential } from './ambient.js';
import type { Grant } from './grant.js';

export const oauthClientCredentials: Grant = (deps, _request, meta) => presentedCredential(deps, meta);
