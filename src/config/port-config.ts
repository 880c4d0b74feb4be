// The limits of the port as the rest of the service sees them.
import type { PORT_SETTINGS } from './port-settings.js';
import type { Setting } from './setting.js';

/** How much the port takes at once, and how long; each for one process. */
export interface PortConfig {
  readonly maxConnections: number;
  readonly maxStreams: number;
  readonly maxCalls: number;
  readonly maxBytesInFlight: number;
  /** Undefined: connections live as long as their clients like. */
  readonly maxAgeSeconds: number | undefined;
  readonly ageGraceSeconds: number;
  /** Undefined: as long as they answer. */
  readonly maxIdleSeconds: number | undefined;
  /** Undefined: they are not asked. */
  readonly keepAliveSeconds: number | undefined;
}

type Settings = Omit<typeof PORT_SETTINGS, 'workers'>;

/** Undefined where a variable is not set. */
type Values = { readonly [K in keyof Settings]: ValueOf<Settings[K]> | undefined };
type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The settings of the port with their defaults. */
export function portConfig(values: Values): PortConfig {
  const { maxConnections, maxStreams, maxCalls, maxBytesInFlight } = values;
  const seconds = (value: number | 'off' | undefined) => (value === 'off' ? undefined : value);
  return {
    maxConnections: maxConnections ?? 10_000,
    maxStreams: maxStreams ?? 1_000,
    maxCalls: maxCalls ?? 10_000,
    maxBytesInFlight: maxBytesInFlight ?? 256 * 1024 * 1024,
    maxAgeSeconds: seconds(values.maxConnectionAge),
    ageGraceSeconds: values.maxConnectionAgeGrace ?? 30,
    maxIdleSeconds: seconds(values.maxConnectionIdle),
    keepAliveSeconds: seconds(values.keepAlive ?? 30),
  };
}
