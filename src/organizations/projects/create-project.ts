// Creates a project; who calls becomes its owner, if they may hold policies there.
import type { Clock } from '../../kernel/clock.js';
import type { Principal } from '../../kernel/principal.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import type { Project, ProjectDetails } from './project.js';
import type { ProjectStore } from './store.js';

export interface CreateProjectDeps {
  readonly projects: ProjectStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreateProjectInput extends ProjectDetails {
  readonly name: string;
  /** Id or name of the organization. */
  readonly organization: string;
}

/** Throws not_found and failed_precondition for the organization, already_exists (`body.name`). */
export async function createProject(
  { projects, clock, random }: CreateProjectDeps,
  input: CreateProjectInput,
  caller: Principal,
): Promise<Written<Project>> {
  const creator = { principal: caller, policyId: random.uuid() };
  return projects.create({ ...input, id: random.uuid(), now: new Date(clock.now()), creator });
}
