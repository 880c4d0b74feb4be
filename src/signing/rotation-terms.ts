// The terms of rotation out of the settings.
import type { AlgorithmName } from './algorithms.js';
import { JWKS_KEPT_MS } from './jwks.js';
import type { RotationTerms } from './rotation.js';

/** As the settings have it. */
export interface RotationSettings {
  readonly algorithm: AlgorithmName;
  /** Undefined: no rotation by schedule. */
  readonly rotationSeconds: number | undefined;
  readonly publicationSeconds: number;
}

/** How far the clocks of two replicas may be apart, in milliseconds. */
const LEEWAY_MS = 30_000;

/** A key verifies until the last token that it signed has expired, and verifiers had time to notice that it is gone. */
export function rotationTerms(settings: RotationSettings, accessTokenTtlSeconds: number): RotationTerms {
  const { algorithm, rotationSeconds, publicationSeconds } = settings;
  return {
    algorithm,
    every: rotationSeconds === undefined ? undefined : rotationSeconds * 1000,
    publication: publicationSeconds * 1000,
    overlap: accessTokenTtlSeconds * 1000 + LEEWAY_MS + JWKS_KEPT_MS,
  };
}
