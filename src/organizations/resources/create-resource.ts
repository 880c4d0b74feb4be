// Registers a resource in a project; who calls becomes its owner, or who is named instead.
import type { Clock } from '../../kernel/clock.js';
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Principal } from '../../kernel/principal.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import type { Resource, ResourceDetails } from './resource.js';
import type { ResourceStore } from './store.js';

export interface CreateResourceDeps {
  readonly resources: ResourceStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreateResourceInput extends ResourceDetails {
  /** Undefined: one is made. */
  readonly id: string | undefined;
  readonly namespace: string;
  readonly name: string;
  /** Id or name of the project. */
  readonly project: string;
  /** Undefined: the caller, if decision rule 9 lets them own it, else nobody. */
  readonly owner: ObjectRef | undefined;
}

/** Throws what ResourceStore.create does. */
export async function createResource(
  { resources, clock, random }: CreateResourceDeps,
  input: CreateResourceInput,
  caller: Principal,
): Promise<Written<Resource>> {
  const creator = { principal: caller, policyId: random.uuid() };
  return resources.create({ ...input, id: input.id ?? random.uuid(), now: new Date(clock.now()), creator });
}
