// How a benchmark is run.

export interface BenchOptions {
  /** To see that everything runs: small, and nothing is kept. */
  readonly quick: boolean;
  /** Only this part, where a benchmark has several; undefined: all. */
  readonly part?: string | undefined;
}
