// Replaces a project's title and metadata.
import type { Clock } from '../../kernel/clock.js';
import type { Written } from '../../storage/index.js';
import { checkFixed, found } from '../found.js';
import type { OrganizationStore } from '../store.js';
import type { Project, ProjectDetails } from './project.js';
import type { ProjectStore } from './store.js';

export interface UpdateProjectDeps {
  readonly projects: ProjectStore;
  readonly organizations: OrganizationStore;
  readonly clock: Clock;
}

export interface UpdateProjectInput extends ProjectDetails {
  /** Id or name of the project. */
  readonly key: string;
  /** Repeats the stored one, or undefined. */
  readonly name?: string | undefined;
  /** Id or name of the organization it is in, or undefined. */
  readonly organization?: string | undefined;
}

/** Throws not_found, and invalid_argument for another name or organization. */
export async function updateProject(
  { projects, organizations, clock }: UpdateProjectDeps,
  { key, name, organization, ...details }: UpdateProjectInput,
): Promise<Written<Project>> {
  const project = found(await projects.get(key), 'project');
  const orgId = organization && ((await organizations.get(organization))?.id ?? '');
  checkFixed([
    { field: 'body.name', given: name, stored: project.name },
    { field: 'body.org_id', given: orgId, stored: project.orgId },
  ]);
  return projects.update(project.id, { ...details, now: new Date(clock.now()) });
}
