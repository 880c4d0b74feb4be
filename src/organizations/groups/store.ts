// The port of groups. Every method is one transaction; what throws not_found does so too if the organization is another.
import type { State, Written } from '../../storage/index.js';
import type { StateFilter } from '../input.js';
import type { Creator } from '../organization.js';
import type { Group, GroupDetails, GroupKey } from './group.js';

export interface NewGroup extends GroupDetails {
  readonly id: string;
  readonly name: string;
  /** Id or name. */
  readonly organization: string;
  readonly now: Date;
  /** Granted `app_group_owner` and made a member, if decision rule 9 lets them hold it. */
  readonly creator: Creator;
}

export interface GroupFilter {
  readonly orgId: string;
  readonly state: StateFilter;
  /** Only these; empty: all. */
  readonly ids: readonly string[];
}

export interface GroupStore {
  /** Undefined when there is none. */
  get(key: GroupKey): Promise<Group | undefined>;
  /** Those that the whole filter holds for, ordered by creation, then id. */
  list(filter: GroupFilter): Promise<readonly Group[]>;
  /**
   * Adds an enabled one. Throws not_found for the organization, failed_precondition if that is disabled, already_exists
   * (`body.name`).
   */
  create(group: NewGroup): Promise<Written<Group>>;
  /** Replaces the details. Throws not_found. */
  update(id: string, details: GroupDetails & { readonly now: Date }): Promise<Written<Group>>;
  /** No change if the state is that already. Throws not_found. */
  setState(key: GroupKey, change: { readonly state: State; readonly now: Date }): Promise<Written<void>>;
  /** Removes it with every policy and membership that names it (decision rule 10). Throws not_found. */
  delete(key: GroupKey): Promise<Written<void>>;
}
