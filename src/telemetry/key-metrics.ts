// How old the key is that signs, and what the others are about.
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../kernel/clock.js';
import { type Keyring, stateOf } from '../signing/index.js';

export interface KeySource {
  readonly keyring: Pick<Keyring, 'current' | 'all'>;
  readonly clock: Clock;
}

const STATES = ['next', 'current', 'retiring'] as const;

export function keyMetrics(registry: Registry, { keyring, clock }: KeySource): void {
  const registers = [registry];
  new Gauge({
    name: 'frontier_signing_key_age_seconds',
    aggregator: 'max',
    help: 'Time since the key that signs now began to; more than FRONTIER_KEY_ROTATION when rotation does not work.',
    registers,
    collect() {
      this.set(Math.max(clock.now() - keyring.current().activatesAt, 0) / 1000);
    },
  });
  new Gauge({
    name: 'frontier_signing_keys',
    aggregator: 'max',
    help: 'Published signing keys by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const keys = keyring.all();
      const states = keys.map((key) => stateOf(keys, key, clock.now()));
      for (const state of STATES) this.set({ state }, states.filter((each) => each === state).length);
    },
  });
}
