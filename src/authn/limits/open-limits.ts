// The limits as the settings have them, shared through Redis where there is one.
import type { Config, Rate } from '../../config/index.js';
import type { Limits } from '../../credentials/index.js';
import type { Clock } from '../../kernel/clock.js';
import { openRedis } from '../../storage/index.js';
import { createLimits, type Limit } from './limits.js';
import { createWindow, type Window } from './window.js';
import { shareWindow } from './window-redis.js';

export interface OpenLimitsDeps {
  /** Without Redis each replica counts for itself. */
  readonly config: Pick<Config, 'limits' | 'redisUrl'>;
  readonly clock: Clock;
  onLimited(limit: Limit): void;
  /** Told when Redis is lost. */
  onError(message: string, error: unknown): void;
}

export interface OpenedLimits {
  readonly limits: Limits;
  close(): void;
}

/** How many times more failures a client may have from anywhere than from one address. */
const ANYWHERE = 10;

export function openLimits({ config, clock, onLimited, onError }: OpenLimitsDeps): OpenedLimits {
  const { limits: rates, redisUrl: url } = config;
  const lost = (error: unknown) => onError('Redis is lost; counting failed attempts here alone', error);
  const redis = url && openRedis({ url, onError: lost });
  const windowOf = (name: string, rate: Rate | undefined): Window | undefined => {
    const own = rate && createWindow(rate, clock);
    return own && redis ? shareWindow({ name, rate, own, redis }) : own;
  };
  const { failuresPerClient, failuresPerAddress, tokensPerClient } = rates;
  const fromAnywhere = failuresPerClient && { ...failuresPerClient, count: failuresPerClient.count * ANYWHERE };
  const limits = createLimits({
    clientFromAddress: windowOf('client-address', failuresPerClient),
    client: windowOf('client', fromAnywhere),
    address: windowOf('address', failuresPerAddress),
    tokens: windowOf('tokens', tokensPerClient),
    onLimited,
  });
  return { limits, close: () => redis?.close() };
}
