// Resolves what was presented, in these very words, and proved before: a secret by HTTP Basic, or a token that is no JWT.
import {
  type MacCredential,
  type ProvenSecret,
  type ProvenSecrets,
  proveAgain,
  type VerifySecretDeps,
} from '../credentials/index.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import { principalOf } from './principal-of.js';

export interface ProvenDeps extends VerifySecretDeps {
  /** Those that need not be read anew. */
  readonly proven: ProvenSecrets;
}

/** Undefined: it has to be proved anew. */
export function resolveProven(deps: ProvenDeps, proven: ProvenSecret): Awaitable<Principal | undefined> {
  const credential = proveAgain(deps, proven);
  return credential instanceof Promise ? credential.then(principalBy) : principalBy(credential);
}

function principalBy(credential: MacCredential | undefined): Principal | undefined {
  if (credential === undefined) return undefined;
  if (credential.kind === 'secret') return principalOf(credential, 'client_credentials');
  return { ...principalOf(credential, 'pat'), narrowing: credential.narrowing };
}
