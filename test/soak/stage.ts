// What all that goes on in a soak shares: the replicas, the client, the oracle, what is so now, and the counts.
import type pg from 'pg';
import { type Seeded, seeded } from '../support/seeded.js';
import type { Answer, Client } from './client.js';
import type { Oracle } from './oracle.js';
import type { Replica } from './replica.js';
import type { Slot } from './scene.js';

export interface Stage {
  readonly replicas: readonly Replica[];
  readonly client: Client;
  readonly oracle: Oracle;
  /** The database itself, to ask when an answer got lost. */
  readonly store: pg.Pool;
  readonly random: Seeded;
  readonly counts: Counts;
  /** The revision that all began at. */
  readonly opening: string;
  /** The newest revision that any write was answered. */
  newest: string;
  /** By `Slot.change`: as it was last written, and at which revision. */
  readonly now: Map<string, { readonly so: boolean; readonly revision: string }>;
}

export interface Counts {
  checks: number;
  allowed: number;
  withToken: number;
  writes: number;
  /** Writes whose answer was lost and that were sent again. */
  writtenAgain: number;
  /** Cycles of the new-enemy scenario. */
  enemies: number;
  faults: number;
  /** What calls failed with, by status and reason. */
  readonly failures: Map<string, number>;
}

export function newCounts(): Counts {
  return {
    checks: 0,
    allowed: 0,
    withToken: 0,
    writes: 0,
    writtenAgain: 0,
    enemies: 0,
    faults: 0,
    failures: new Map(),
  };
}

/** Generators for tasks that run at the same time: each comes out the same for the same seed, whatever the others do. */
export function seedsFrom(seed: number): () => Seeded {
  let next = seed * 1_000;
  return () => seeded(next++);
}

/** A replica that is up; waits for one. Throws when one is down and nobody killed it. */
export async function someReplica({ replicas }: Stage, random: Seeded): Promise<{ name: string; url: string }> {
  for (;;) {
    const fallen = replicas.map((replica) => replica.fell()).find((words) => words !== undefined);
    if (fallen !== undefined) throw new Error(fallen);
    const up = replicas.flatMap(({ name, url }) => (url() === undefined ? [] : [{ name, url: url() as string }]));
    if (up.length > 0) return random.pick(up);
    await pause(50);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function failed({ counts }: Stage, what: string, { status, body }: Answer): void {
  const key = `${what}: ${status === 0 ? 'no answer' : `${status} ${String(body['code'] ?? '')} ${String(body['message'] ?? '')}`}`;
  counts.failures.set(key, (counts.failures.get(key) ?? 0) + 1);
}

export function isSo({ now }: Stage, slot: Slot): boolean {
  return now.get(slot.change)?.so ?? slot.so;
}
