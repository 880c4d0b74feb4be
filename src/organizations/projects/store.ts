// The port of projects. Every method is one transaction; `key` is an id or a name.
import type { State, Written } from '../../storage/index.js';
import type { StateFilter } from '../input.js';
import type { Creator } from '../organization.js';
import type { Project, ProjectDetails } from './project.js';

export interface NewProject extends ProjectDetails {
  readonly id: string;
  readonly name: string;
  /** Id or name. */
  readonly organization: string;
  readonly now: Date;
  /** Granted `app_project_owner`, if decision rule 9 lets them hold it. */
  readonly creator: Creator;
}

export interface ProjectFilter {
  readonly orgId: string;
  readonly state: StateFilter;
  readonly withMembersCount: boolean;
}

export interface ProjectStore {
  /** Undefined when there is none. */
  get(key: string): Promise<Project | undefined>;
  /** Those that the whole filter holds for, ordered by creation, then id. */
  list(filter: ProjectFilter): Promise<readonly Project[]>;
  /**
   * Adds an enabled one. Throws not_found for the organization, failed_precondition if that is disabled, already_exists
   * (`body.name`).
   */
  create(project: NewProject): Promise<Written<Project>>;
  /** Replaces the details. Throws not_found. */
  update(id: string, details: ProjectDetails & { readonly now: Date }): Promise<Written<Project>>;
  /** No change if the state is that already. Throws not_found. */
  setState(key: string, change: { readonly state: State; readonly now: Date }): Promise<Written<void>>;
  /** Removes it with its resources, and every policy that names any of them (decision rule 10). Throws not_found. */
  delete(key: string): Promise<Written<void>>;
}
