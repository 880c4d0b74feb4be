// What goes on at the same time in a soak: writers, checkers, and those who play the new enemy.
import type { Seeded } from '../support/seeded.js';
import { check } from './check.js';
import type { Enemy, Scene, Slot } from './scene.js';
import { isSo, type Stage } from './stage.js';
import { writeSlot } from './write.js';

/** Goes on until `until` says so, and finishes what it began. */
export type Task = (until: () => boolean) => Promise<void>;

/** How often what is as it usually is gets changed; what is not is put back at once, so that most is denied. */
const UNUSUAL = 0.3;

/** Changes one thing after the other; `taken` holds what others are changing. */
export function writer(stage: Stage, { slots }: Scene, { random, taken }: { random: Seeded; taken: Set<Slot> }): Task {
  return async (until) => {
    while (!until()) {
      const slot = random.pick(slots);
      const so = isSo(stage, slot);
      if (taken.has(slot) || (so === slot.so && !random.chance(UNUSUAL))) continue;
      taken.add(slot);
      try {
        await writeSlot(stage, slot, { so: !so, random });
      } finally {
        taken.delete(slot);
      }
    }
  };
}

export function checker(stage: Stage, { principals, objects }: Scene, random: Seeded): Task {
  return async (until) => {
    let older = '';
    while (!until()) {
      const asked = { principal: random.pick(principals), object: random.pick(objects) };
      const kind = random.below(10);
      if (kind === 0) await check(stage, { ...asked, token: '', fullyConsistent: true }, random);
      else if (kind < 3) await check(stage, { ...asked, token: '' }, random);
      else if (kind < 5) await check(stage, { ...asked, token: older }, random);
      else await check(stage, { ...asked, token: stage.newest }, random);
      if (random.chance(0.1)) older = stage.newest;
    }
  };
}

/**
 * The new enemy: someone leaves a group, then the group is granted something. With a token of the grant, nobody may see the old
 * membership with the new grant; nor without one, since at no time both are so.
 */
export function newEnemy(stage: Stage, { principal, object, member, grant }: Enemy, random: Seeded): Task {
  const deny = async (token: string) => {
    if (await check(stage, { principal, object, token }, random))
      throw new Error(`the new enemy ${principal} was allowed ${object} with token '${token}'`);
  };

  return async (until) => {
    while (!until()) {
      const busy = { done: false };
      const meanwhile = repeat(() => deny(''), busy);
      // Awaited below; until then nobody looks at how it ends.
      meanwhile.catch(() => undefined);
      try {
        await writeSlot(stage, member, { so: false, random });
        const granted = await writeSlot(stage, grant, { so: true, random });
        await Promise.all(stage.replicas.flatMap(() => [deny(granted), deny('')]));
        await writeSlot(stage, grant, { so: false, random });
        await writeSlot(stage, member, { so: true, random });
        stage.counts.enemies += 1;
      } finally {
        busy.done = true;
        await meanwhile;
      }
    }
  };
}

async function repeat(work: () => Promise<void>, busy: { readonly done: boolean }): Promise<void> {
  while (!busy.done) await work();
}
