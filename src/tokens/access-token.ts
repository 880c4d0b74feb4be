// The access token: its claims, and the deployment's terms for it.
import { z } from 'zod';
import { uuid } from '../kernel/input.js';

/** What minting and verifying must agree on; the same on every replica. */
export interface TokenTerms {
  /** `iss`. */
  readonly issuer: string;
  /** `aud` of a token that was asked for no other; the only one that is accepted from callers. */
  readonly audience: string;
  /** Other values of `aud` that may be asked for (RFC 8707). */
  readonly audiences: readonly string[];
}

/** Seconds; the longest that any access token may live, whatever the settings. */
export const MAX_TTL = 30 * 24 * 60 * 60;

/** `gen`: how clients tell these tokens from those that service users sign themselves, before they verify either. */
export const SYSTEM = 'system';

/** RFC 7519 §5.1, and RFC 9068 §2.1, which some deployed gateways do not take. */
export const ACCESS_TOKEN_TYPES: readonly unknown[] = ['JWT', 'at+jwt', 'application/at+jwt'];

const count = z.int().nonnegative();

const Gens = z.object({ cred: count, sub: count, org: count });

/** Who acts for the subject, and for whom that one acts (RFC 8693 §4.1). */
export interface Actor {
  /** The service user. */
  readonly sub: string;
  readonly sub_type: 'app/serviceuser';
  /** Its credential's id. */
  readonly client_id: string;
  /** As in the token itself. */
  readonly org_ids: string;
  readonly gens: z.output<typeof Gens>;
  readonly act?: Actor | undefined;
}

const Actor: z.ZodType<Actor> = z.object({
  sub: uuid,
  sub_type: z.literal('app/serviceuser'),
  client_id: uuid,
  org_ids: z.string(),
  gens: Gens,
  get act() {
    return Actor.optional();
  },
});

/** Every claim is required, of its type, and checked further in `verifyAccessToken`. */
export const AccessTokenClaims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string()).min(2)]),
  /** The service user. */
  sub: uuid,
  sub_type: z.literal('app/serviceuser'),
  /** What the token was asked for with, as OAuth names it: the credential's id (RFC 9068 §2.2). Of an exchanged one, the actor's. */
  client_id: uuid,
  /** The id of the subject's credential. */
  cred: uuid,
  jti: uuid,
  iat: count,
  nbf: count,
  exp: count,
  /** The header's again, where upstream's clients look. */
  kid: z.string(),
  gen: z.literal(SYSTEM),
  auth_via: z.enum(['client_credentials', 'jwt_grant', 'token_exchange']),
  /** Ids of the enabled organizations joined by commas, as gateways split it; empty for the platform's own service users. */
  org_ids: z.string(),
  /** Generations of the credential, the subject and its organization (0: none) when it was minted. */
  gens: Gens,
  /** Slugs, separated by spaces, that the token is narrowed to; absent: it has all its owner's power. */
  scope: z.string().optional(),
  act: Actor.optional(),
  /** `jti` of every token that this one was exchanged for, at first or second hand: revoking one of them ends it, too. */
  from: z.array(uuid).optional(),
});

export type AccessTokenClaims = z.output<typeof AccessTokenClaims>;

/** The ways to a new access token. */
export type GrantVia = AccessTokenClaims['auth_via'];
