// How large the stores are that decisions are measured over.

export interface Scale {
  readonly organizations: number;
  /** In steps: everything is measured after each. */
  readonly grants: readonly number[];
  /** Of each of the large shapes. */
  readonly large: number;
  readonly rounds: number;
  /** How long one round of a warm measurement takes, milliseconds. */
  readonly warmMs: number;
  /** How many cold checks make one measurement. */
  readonly coldChecks: number;
}

export const FULL: Scale = {
  organizations: 100,
  grants: [10_000, 100_000, 1_000_000],
  large: 1_000_000,
  rounds: 9,
  warmMs: 1_000,
  coldChecks: 1_000,
};

/** To see that everything runs; what it measures says little. */
export const QUICK: Scale = {
  organizations: 5,
  grants: [500, 5_000, 50_000],
  large: 10_000,
  rounds: 3,
  warmMs: 200,
  coldChecks: 100,
};

export const PRINCIPALS_PER_ORGANIZATION = 1_000;
export const RESOURCES_PER_PROJECT = 200;
export const PROJECTS_PER_ORGANIZATION = 10;
export const GROUPS_PER_ORGANIZATION = 50;
/** Of the resources of a project these are folders, and the others lie in one of them. */
export const FOLDERS_PER_PROJECT = 10;
