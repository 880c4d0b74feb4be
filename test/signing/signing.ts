// What the operations on signing keys are handed in tests: ES256, which is quick to make, and short periods.
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import {
  type AlgorithmName,
  createKeyGenerator,
  type MasterKey,
  type SigningDeps,
  sqlSigningKeyStore,
} from '../../src/signing/index.js';
import type { Database } from '../../src/storage/index.js';
import { type TestClock, testClock } from '../support/clock.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 32 bytes of nothing in particular. */
export const MASTER_KEY: MasterKey = new Redacted(systemRandom.bytes(32));

/** Signs for a day, is published an hour before and verifies for two hours after. */
export const TERMS = { algorithm: 'ES256', every: DAY, publication: HOUR, overlap: 2 * HOUR } as const;

export interface TestSigning extends SigningDeps {
  readonly clock: TestClock;
}

export function testSigning(db: Database): TestSigning {
  const parts = { generateKey: createKeyGenerator(), clock: testClock(), random: systemRandom };
  return { ...parts, store: sqlSigningKeyStore(db), masterKey: MASTER_KEY, terms: TERMS };
}

export function withAlgorithm<D extends SigningDeps>(deps: D, algorithm: AlgorithmName): D {
  return { ...deps, terms: { ...deps.terms, algorithm } };
}
