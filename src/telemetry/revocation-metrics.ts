// How many revocations are live, how far this replica is behind, and how often it did not answer for tokens.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { KeptRevocations, Way } from '../revocation/index.js';
import { histogramLines } from './lines.js';

/** From a stream on the same machine to a replica that was cut off, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 30];
const WAYS: readonly Way[] = ['own', 'feed', 'stream'];
/** A database that does not answer must not keep the rest from being fetched. */
const PATIENCE_MS = 1_000;

/** To be told how long after it was recorded, by the database's clock, a revocation was applied here. */
export function appliedMetric(registry: Registry): (way: Way, milliseconds: number) => void {
  const lines = histogramLines(
    registry,
    {
      name: 'frontier_revocation_applied_seconds',
      help: 'Time from the request that revoked something to its effect on this replica, by how it came to be known here.',
      labelNames: ['way'],
    },
    BOUNDS,
  );
  const byWay = new Map(WAYS.map((way) => [way, lines({ way })]));
  return (way, milliseconds) => byWay.get(way)?.observe(milliseconds / 1000);
}

export function revocationMetrics(registry: Registry, { mirror, gate, following, store }: KeptRevocations): void {
  const registers = [registry];
  new Gauge({
    name: 'frontier_revocation_entries',
    help: 'Revocations in memory that tokens are looked up in, by what was revoked.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const [kind, size] of Object.entries(mirror.sizes())) this.set({ kind }, size);
    },
  });
  new Counter({
    name: 'frontier_revocation_closed_periods_total',
    help: 'How often it was not known what was revoked, so that tokens were not answered for from memory.',
    registers,
    collect() {
      this.reset();
      this.inc(gate.periods());
    },
  });
  const gauge = (name: string, help: string, value: () => number | undefined | Promise<number | undefined>) =>
    new Gauge({
      name: `frontier_revocation_${name}`,
      help,
      // Of several workers the worst is told.
      aggregator: name === 'entries_bytes' ? 'sum' : 'max',
      registers,
      async collect() {
        const now = await value();
        if (now === undefined || !Number.isFinite(now)) this.remove();
        else this.set(now);
      },
    });
  gauge('entries_bytes', 'Memory that they take.', mirror.bytes);
  gauge('closed', '1 while it is not known what was revoked.', () => (gate.isOpen() ? 0 : 1));
  gauge('closed_seconds', 'How long that was so, all together.', () => gate.closedFor() / 1000);
  if (following === undefined) return;
  gauge('stream_lag_milliseconds', 'Time since the stream was last asked for and answered.', following.age);
  gauge('stream_lag_entries', 'Revocations in the stream that this replica has not read.', following.lag);
  gauge('outbox_depth', 'Revocations in the database that are not in the stream yet.', () =>
    inTime(store.countUnpublished()),
  );
}

/** Undefined for what fails or takes too long. */
function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    work.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
