// Keeps those who guess credentials, or have token after token minted, from going on.
import type { Attempt, Limits, Refusal } from '../../credentials/index.js';
import { FrontierError } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/input.js';
import { addressKey } from './address-key.js';
import type { Window } from './window.js';

/** Which limit was met; a closed set, for metrics. */
export type Limit = 'client_from_address' | 'client' | 'address' | 'tokens';

/** Undefined: no such limit. */
export interface LimitsDeps {
  /** Failures as one client from one address. */
  readonly clientFromAddress: Window | undefined;
  /** Failures as one client from anywhere. */
  readonly client: Window | undefined;
  readonly address: Window | undefined;
  /** Tokens minted for one credential. */
  readonly tokens: Window | undefined;
  /** Told of every call that was refused. */
  onLimited(limit: Limit): void;
}

/** What honest clients run into in the course of time; guesses fail otherwise. */
const NO_GUESSES: ReadonlySet<unknown> = new Set<Refusal>([
  'TOKEN_EXPIRED',
  'TOKEN_NOT_YET_VALID',
  'GENERATION_REFUSED',
  'TOKEN_NOT_EXCHANGEABLE',
  'AUTHORIZATION_AMBIGUOUS',
]);

export function createLimits(deps: LimitsDeps): Limits {
  const { clientFromAddress, client, address, tokens, onLimited } = deps;
  const counted = new WeakSet<FrontierError>();

  function tooMany(limit: Limit, milliseconds: number): FrontierError {
    onLimited(limit);
    const [reason, message] = limit === 'tokens' ? TOO_MANY_TOKENS : TOO_MANY_FAILURES;
    return new FrontierError('resource_exhausted', reason, message, { retryAfter: Math.ceil(milliseconds / 1000) });
  }

  /** Throws for who may not even try: what is right would be let in by the last of many guesses. */
  function demandOpen(attempt: Attempt): void {
    if (clientFromAddress === undefined || clientFromAddress.isQuiet()) return;
    const { pair } = keysOf(attempt);
    const left = pair === undefined ? 0 : clientFromAddress.closedFor(pair);
    if (left > 0) throw tooMany('client_from_address', left);
  }

  /** Counts, and answers what to throw. */
  function failed(attempt: Attempt, error: unknown): unknown {
    if (!isGuess(error) || counted.has(error)) return error;
    counted.add(error);
    const keys = keysOf(attempt);
    const left = {
      client: keys.client === undefined ? 0 : (client?.closedFor(keys.client) ?? 0),
      address: address?.closedFor(keys.address) ?? 0,
    };
    // From a closed address, keys that it makes up are not to fill Redis.
    const where = left.address > 0 ? 'here' : 'everywhere';
    if (keys.pair !== undefined) clientFromAddress?.add(keys.pair, where);
    if (keys.client !== undefined) client?.add(keys.client, where);
    if (left.address === 0) address?.add(keys.address);
    if (left.address > 0) return tooMany('address', left.address);
    return left.client > 0 ? tooMany('client', left.client) : error;
  }

  return {
    attempt(attempt, prove) {
      demandOpen(attempt);
      try {
        const proved = prove(attempt);
        if (!(proved instanceof Promise)) return proved;
        return proved.catch((error) => {
          throw failed(attempt, error);
        });
      } catch (error) {
        throw failed(attempt, error);
      }
    },
    issuing(credentialId) {
      const left = tokens?.closedFor(credentialId) ?? 0;
      if (left > 0) throw tooMany('tokens', left);
      tokens?.add(credentialId);
    },
  };
}

const TOO_MANY_FAILURES = ['TOO_MANY_FAILED_ATTEMPTS', 'too many failed attempts; try again later'] as const;
const TOO_MANY_TOKENS = ['TOO_MANY_TOKENS', 'too many tokens; use those that are still good'] as const;

interface Keys {
  readonly address: string;
  /** Undefined when no client is claimed that could be one. */
  readonly client: string | undefined;
  readonly pair: string | undefined;
}

/** Only of UUIDs and addresses, so that no key is longer or other than it seems. */
function keysOf(attempt: Attempt): Keys {
  const address = addressKey(attempt.meta.peer);
  const claimed = attempt.clientId();
  const client = claimed !== undefined && isUuid(claimed) ? claimed : undefined;
  return { address, client, pair: client && `${client} ${address}` };
}

/** The cause of a refusal is why, and only a refusal's is text. */
function isGuess(error: unknown): error is FrontierError {
  return error instanceof FrontierError && typeof error.cause === 'string' && !NO_GUESSES.has(error.cause);
}
