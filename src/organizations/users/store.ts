// The port of users. Every method is one transaction.
import type { State, Written } from '../../storage/index.js';
import type { Page, StateFilter } from '../input.js';
import type { NewUser, User } from './user.js';

export interface UserFilter {
  /** Part of the name, title or e-mail address, without regard to case. */
  readonly keyword: string | undefined;
  readonly state: StateFilter;
  /** Id or name: only users who hold a policy at this organization. */
  readonly organization: string | undefined;
  /** Id: only direct members of this group. */
  readonly groupId: string | undefined;
  /** Undefined: the whole list. */
  readonly page: Page | undefined;
}

export interface UserStore {
  /** By id or e-mail address (in lower case); undefined when there is none. */
  get(idOrEmail: string): Promise<User | undefined>;
  /** Those that the whole filter holds for, ordered by creation, then id. */
  list(filter: UserFilter): Promise<readonly User[]>;
  /** Adds an enabled one. Throws already_exists (`body.email`, or `body.name` if none of the names is free). */
  create(user: NewUser): Promise<Written<User>>;
  /** Disabling bumps the generation. No change if the state is that already. Throws not_found. */
  setState(id: string, change: { readonly state: State; readonly now: Date }): Promise<Written<void>>;
  /** Removes the user and every policy, membership and platform relation that names the user. Throws not_found. */
  delete(id: string): Promise<Written<void>>;
}
