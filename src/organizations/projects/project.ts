// Projects: what an organization keeps its resources in.
import type { State } from '../../storage/index.js';
import type { Metadata } from '../organization.js';

export const PROJECT = 'app/project';

export interface Project {
  readonly id: string;
  /** Unique among the projects of all organizations and fixed: URNs hold it. */
  readonly name: string;
  readonly title: string;
  readonly orgId: string;
  readonly metadata: Metadata;
  readonly state: State;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** How many users and service users hold a policy on the project itself; undefined unless asked for. */
  readonly membersCount?: number;
}

/** What an update replaces. */
export type ProjectDetails = Pick<Project, 'title' | 'metadata'>;
