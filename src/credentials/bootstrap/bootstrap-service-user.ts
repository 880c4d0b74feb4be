// Makes the first platform administrator, so that there is someone to begin with.
import type { Clock } from '../../kernel/clock.js';
import { invalidField } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/input.js';
import type { Random } from '../../kernel/random.js';
import { Redacted } from '../../kernel/redacted.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../../permissions/index.js';
import { generateSecret, mayBelongTo } from '../secrets/secret-format.js';
import type { SecretMac } from '../secrets/secret-mac.js';
import { MAX_SECRET_LENGTH } from '../secrets/verify-secret.js';
import type { BootstrapStore } from './store.js';

export interface BootstrapDeps {
  readonly bootstrap: BootstrapStore;
  readonly mac: SecretMac;
  readonly clock: Clock;
  readonly random: Random;
}

/** What the operator chose; each may be left out. */
export interface BootstrapChoice {
  /** A UUID; without it a given secret has the service user's own id as its client id, a generated one has a new one. */
  readonly clientId?: string | undefined;
  /** 32 to 512 characters. Changed at a later start it replaces the old one, and ends its tokens. */
  readonly clientSecret?: Redacted<string> | undefined;
}

export interface Bootstrapped {
  readonly clientId: string;
  readonly clientSecret: Redacted<string>;
}

const MIN_SECRET_LENGTH = 32;

/**
 * Makes the bootstrap service user a platform administrator and stores its secret, given or, at the first start only, generated.
 * Answers the secret when it was stored now, so that it can be shown; undefined when nothing changed. May be called by several
 * replicas at once: one of them makes it. Throws invalid_argument `client_id` or `client_secret`.
 */
export async function bootstrapServiceUser(
  deps: BootstrapDeps,
  choice: BootstrapChoice = {},
): Promise<Bootstrapped | undefined> {
  const given = choice.clientSecret !== undefined;
  const clientId = choice.clientId ?? (given ? BOOTSTRAP_SERVICE_USER_ID : deps.random.uuid());
  checkChoice(clientId, choice.clientSecret);
  const clientSecret = choice.clientSecret ?? new Redacted(generateSecret(clientId, deps.random));
  const owner = { credentialId: clientId, serviceUserId: BOOTSTRAP_SERVICE_USER_ID };
  const mac = deps.mac.compute(owner, clientSecret.reveal());
  const previousMac = deps.mac.previous?.compute(owner, clientSecret.reveal());
  const secret = { id: clientId, mac, macKeyId: deps.mac.keyId, previousMac, given };
  const stored = await deps.bootstrap.ensure(secret, deps.clock.now());
  return stored ? { clientId, clientSecret } : undefined;
}

function checkChoice(clientId: string, clientSecret: Redacted<string> | undefined): void {
  if (!isUuid(clientId)) throw invalidField('client_id', 'must be a UUID in lower case');
  const secret = clientSecret?.reveal();
  if (secret === undefined) return;
  const fault = faultOf(clientId, secret);
  if (fault !== undefined) throw invalidField('client_secret', fault);
}

function faultOf(clientId: string, secret: string): string | undefined {
  if (secret.length < MIN_SECRET_LENGTH || secret.length > MAX_SECRET_LENGTH)
    return `must have ${MIN_SECRET_LENGTH} to ${MAX_SECRET_LENGTH} characters`;
  // RFC 6749 appendix A.2; what cannot be sent in a header could never be presented.
  if (!/^[\x20-\x7e]+$/.test(secret)) return 'must be printable ASCII';
  if (!mayBelongTo(clientId, secret)) return 'begins as a generated secret but is not one of this client id';
  return undefined;
}
