// Who calls: asks each resolver for what the call presents.
import {
  type Attempt,
  type Limits,
  presentedClientId,
  refused,
  type VerifyAssertionDeps,
  type VerifyAssertionOnceDeps,
  type VerifySecretDeps,
} from '../credentials/index.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable, CallMeta } from '../kernel/rpc.js';
import { type AccessTokenDeps, accessTokenResolver } from './access-token-resolver.js';
import { basicResolver } from './basic-resolver.js';
import { clientAssertionResolver } from './client-assertion-resolver.js';
import { inHeader, type Presented, type PresentedDeps, presented } from './presented.js';
import { type ProvenDeps, resolveProven } from './proven-resolver.js';
import type { Resolver } from './resolver.js';
import { selfSignedResolver } from './self-signed-resolver.js';
import { tokenResolver } from './token-resolver.js';

export interface BearerDeps extends VerifySecretDeps, VerifyAssertionDeps, AccessTokenDeps, ProvenDeps {}

export interface AuthenticateDeps extends VerifyAssertionOnceDeps, BearerDeps {
  readonly limits: Limits;
  /** In lower case; undefined: the admin token is taken as a Bearer token only. */
  readonly adminTokenHeader?: string | undefined;
}

/**
 * The caller; undefined when the call presents nothing. Throws unauthenticated, and rejects so, for what is presented and no
 * good, always in the same words, and resource_exhausted after too many of them. Answers without a promise when the credential reader does.
 */
export type Authenticate = (meta: CallMeta) => Awaitable<Principal | undefined>;

export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  // What is presented most is asked for first.
  const resolvers = [...bearerResolvers(deps), basicResolver(deps), clientAssertionResolver(deps)];
  const authenticate = authenticateWith([...resolvers, provenAgain(deps, resolvers)], deps);
  const prove = ({ meta }: CallAttempt) => authenticate(meta);
  return (meta) => deps.limits.attempt(new CallAttempt(meta), prove);
}

/** A class, so that no function is made for each call that nobody asks. */
class CallAttempt implements Attempt {
  readonly meta: CallMeta;

  constructor(meta: CallMeta) {
    this.meta = meta;
  }

  clientId(): string | undefined {
    return presentedClientId(this.meta);
  }
}

/** Takes what was proved before; what is no longer is read anew, for `resolvers`. */
function provenAgain(deps: ProvenDeps, resolvers: readonly Resolver[]): Resolver {
  const anew = (header: string) => resolveBy(resolvers, inHeader(header, undefined));
  return (presented) => {
    if (presented.scheme !== 'proven') return undefined;
    const { proven, header } = presented;
    const principal = resolveProven(deps, proven);
    if (principal instanceof Promise) return principal.then((late) => late ?? anew(header));
    return principal ?? anew(header);
  };
}

/** What takes the token of a Bearer. */
export function bearerResolvers(deps: BearerDeps): readonly Resolver[] {
  return [accessTokenResolver(deps), selfSignedResolver(deps), tokenResolver(deps)];
}

export function authenticateWith(resolvers: readonly Resolver[], deps: PresentedDeps = {}): Authenticate {
  return (meta) => {
    const credential = presented(meta, deps);
    return credential && resolveBy(resolvers, credential);
  };
}

/** Throws unauthenticated for what none of the resolvers takes, too. */
export function resolveBy(resolvers: readonly Resolver[], credential: Presented): Awaitable<Principal> {
  for (const resolve of resolvers) {
    const principal = resolve(credential);
    if (principal !== undefined) return principal;
  }
  throw refused('AUTHORIZATION_MALFORMED');
}
