// An introspection answer as a JWT, which the caller can keep as evidence (RFC 9701 §5).
import { SignJWT } from 'jose';
import { type Clock, numericDate } from '../kernel/clock.js';
import type { Principal } from '../kernel/principal.js';
import type { Keyring } from '../signing/index.js';
import type { Introspection } from './introspect-token.js';

export interface SignIntrospectionDeps {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly issuer: string;
}

/** RFC 9701 §5: a type of its own, and neither `sub` nor `exp`, so that nobody takes it for an access token. */
const TYPE = 'token-introspection+jwt';

/** `answer` as RFC 7662 has it, signed for `caller` under both names that clients go by. */
export function signIntrospection(
  deps: SignIntrospectionDeps,
  answer: Introspection,
  caller: Principal,
): Promise<string> {
  const { kid, algorithm, privateKey } = deps.keyring.current();
  const aud = [caller.credentialId, caller.id];
  return new SignJWT({ iss: deps.issuer, aud, iat: numericDate(deps.clock), token_introspection: answer })
    .setProtectedHeader({ alg: algorithm.name, kid, typ: TYPE })
    .sign(privateKey);
}
