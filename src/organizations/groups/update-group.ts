// Replaces a group's title and metadata.
import type { Clock } from '../../kernel/clock.js';
import type { Written } from '../../storage/index.js';
import { checkFixed, found } from '../found.js';
import type { Group, GroupDetails, GroupKey } from './group.js';
import type { GroupStore } from './store.js';

export interface UpdateGroupDeps {
  readonly groups: GroupStore;
  readonly clock: Clock;
}

export interface UpdateGroupInput extends GroupDetails {
  readonly key: GroupKey;
  /** Repeats the stored one, or undefined. */
  readonly name?: string | undefined;
}

/** Throws not_found, and invalid_argument for another name. */
export async function updateGroup(
  { groups, clock }: UpdateGroupDeps,
  { key, name, ...details }: UpdateGroupInput,
): Promise<Written<Group>> {
  const group = found(await groups.get(key), 'group');
  checkFixed([{ field: 'body.name', given: name, stored: group.name }]);
  return groups.update(group.id, { ...details, now: new Date(clock.now()) });
}
