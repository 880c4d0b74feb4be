// Explanations with the names of a world in place of its ids, so that tests can say what they expect.
import type { Explained } from '../../src/decisions/explain/explanation.js';
import { refKey } from '../../src/kernel/object-ref.js';
import type { World } from '../support/world.js';

export interface Readable {
  readonly outcome: string;
  /** `reader at project web to group staff through group devs, group staff`; the role is `-` where there is none. */
  readonly because: readonly string[];
  /** `project web: reader to group staff through group devs, group staff; writer to user alice, not`; `(disabled)` after the name. */
  readonly considered: readonly string[];
  /** `compute_order_get at project web`. */
  readonly wouldSuffice: readonly string[];
}

interface Grant {
  readonly roleId: string;
  readonly principal: string;
  readonly groups: readonly string[];
}

/** `names`: the objects and principals that may occur, `project web` or `user alice`. */
export function readable(world: World, names: readonly string[], explained: Explained): Readable {
  const byKey = new Map(names.map((name) => [refKey(world.object(name)), name]));
  const roles = new Map(world.facts.flatMap((fact) => (fact.verb === 'role' ? [[fact.id, fact.name]] : [])));
  const name = (key: string) => byKey.get(key) ?? `? ${key}`;
  const role = ({ roleId }: Grant) => (roleId === '' ? '-' : (roles.get(roleId) ?? `? ${roleId}`));
  const holder = ({ principal, groups }: Grant) =>
    `${name(principal)}${groups.length === 0 ? '' : ` through ${groups.map(name).join(', ')}`}`;
  return {
    outcome: explained.outcome,
    because: explained.because.map((grant) => `${role(grant)} at ${name(grant.resource)} to ${holder(grant)}`),
    considered: explained.considered.map(({ resource, enabled, grants }) => {
      const told = grants.map((grant) => `${role(grant)} to ${holder(grant)}${grant.gives ? '' : ', not'}`);
      return `${name(resource)}${enabled ? '' : ' (disabled)'}: ${told.join('; ')}`;
    }),
    wouldSuffice: explained.wouldSuffice.map(({ permission, resource }) => `${permission} at ${name(resource)}`),
  };
}
