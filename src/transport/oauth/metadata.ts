// What OAuth clients discover of this server (RFC 8414), from its settings alone: no header of a request has a say in it.
import { ALGORITHM_NAMES, type Keyring } from '../../signing/index.js';
import { GRANT_TYPES } from '../../tokens/index.js';

export interface MetadataDeps {
  /** `FRONTIER_ISSUER`. */
  readonly issuer: string;
  readonly keyring: Pick<Keyring, 'all'>;
}

const CLIENT_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const WELL_KNOWN = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

/**
 * Where the document is found: RFC 8414 §3.1 puts the issuer's own path behind the well-known one, and below it when clients of
 * OpenID Connect ask (which the server's base path takes care of).
 */
export function metadataPaths(issuer: string): readonly string[] {
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  return [...new Set(WELL_KNOWN.flatMap((each) => [each, `${each}${path}`]))];
}

/** RFC 8414 §2. */
export function metadata({ issuer, keyring }: MetadataDeps): Readonly<Record<string, unknown>> {
  const base = issuer.replace(/\/$/, '');
  return {
    issuer,
    token_endpoint: `${base}/oauth2/token`,
    jwks_uri: `${base}/.well-known/jwks.json`,
    introspection_endpoint: `${base}/oauth2/introspect`,
    revocation_endpoint: `${base}/oauth2/revoke`,
    // Required, though there is no authorization endpoint.
    response_types_supported: [],
    grant_types_supported: GRANT_TYPES,
    ...clientMethods('token'),
    ...clientMethods('introspection'),
    ...clientMethods('revocation'),
    introspection_signing_alg_values_supported: [...new Set(keyring.all().map(({ algorithm }) => algorithm.name))],
  };
}

function clientMethods(endpoint: string): Readonly<Record<string, unknown>> {
  return {
    [`${endpoint}_endpoint_auth_methods_supported`]: CLIENT_METHODS,
    [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: ALGORITHM_NAMES,
  };
}
