// Creates a group; who calls becomes its owner and first member, if they may hold policies there.
import type { Clock } from '../../kernel/clock.js';
import type { Principal } from '../../kernel/principal.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import type { Group, GroupDetails } from './group.js';
import type { GroupStore } from './store.js';

export interface CreateGroupDeps {
  readonly groups: GroupStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreateGroupInput extends GroupDetails {
  readonly name: string;
  /** Id or name of the organization. */
  readonly organization: string;
}

/** Throws not_found and failed_precondition for the organization, already_exists (`body.name`). */
export async function createGroup(
  { groups, clock, random }: CreateGroupDeps,
  input: CreateGroupInput,
  caller: Principal,
): Promise<Written<Group>> {
  const creator = { principal: caller, policyId: random.uuid() };
  return groups.create({ ...input, id: random.uuid(), now: new Date(clock.now()), creator });
}
