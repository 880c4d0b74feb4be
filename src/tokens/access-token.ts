// The access token: its claims, and the deployment's terms for it.
import { z } from 'zod';
import { uuid } from '../kernel/input.js';

/** What minting and verifying must agree on; the same on every replica. */
export interface TokenTerms {
  /** `iss`. */
  readonly issuer: string;
  /** `aud`. */
  readonly audience: string;
}

/** Seconds; the longest that any access token may live, whatever the settings. */
export const MAX_TTL = 30 * 24 * 60 * 60;

/** `gen`: how clients tell these tokens from those that service users sign themselves, before they verify either. */
export const SYSTEM = 'system';

/** RFC 7519 §5.1. `at+jwt` (RFC 9068 §2.1) is one that some deployed gateways do not take. */
export const ACCESS_TOKEN_TYPE = 'JWT';

const count = z.int().nonnegative();

/** Every claim is required, of its type, and checked further in `verifyAccessToken`. */
export const AccessTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  /** The service user. */
  sub: uuid,
  sub_type: z.literal('app/serviceuser'),
  /** What the token was asked for with, as OAuth names it: the credential's id (RFC 9068 §2.2). */
  client_id: uuid,
  /** The credential's id. */
  cred: uuid,
  jti: uuid,
  iat: count,
  nbf: count,
  exp: count,
  /** The header's again, where upstream's clients look. */
  kid: z.string(),
  gen: z.literal(SYSTEM),
  auth_via: z.enum(['client_credentials', 'jwt_grant']),
  /** Ids of the enabled organizations joined by commas, as gateways split it; empty for the platform's own service users. */
  org_ids: z.string(),
  /** Generations of the credential, the subject and its organization (0: none) when it was minted. */
  gens: z.object({ cred: count, sub: count, org: count }),
});

export type AccessTokenClaims = z.output<typeof AccessTokenClaims>;

/** The ways to a new access token. */
export type GrantVia = AccessTokenClaims['auth_via'];
