// The resources of a batch that are to be put: where they lie, who owns them, and whether they may be so.
import type { ObjectRef } from '../../kernel/object-ref.js';
import { refKey } from '../../kernel/object-ref.js';
import type { PrincipalRef } from '../../kernel/principal.js';
import { PROJECT, resourceUrn } from '../../organizations/index.js';
import { mayReceive } from '../policies/policy.js';
import type { AskedResource } from './batch.js';
import type { Faults } from './faults.js';
import type { Located, World } from './world.js';

export interface PlannedResource {
  readonly field: string;
  readonly ref: ObjectRef;
  readonly name: string;
  readonly urn: string;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly orgId: string | null;
  readonly projectId: string;
  readonly parent: ObjectRef | undefined;
  readonly owner: PrincipalRef | undefined;
  readonly isNew: boolean;
}

/** Adds to `faults` what is wrong; what is put twice alike is planned once. */
export function planResources(
  asked: readonly AskedResource[],
  world: World,
  faults: Faults,
): readonly PlannedResource[] {
  const planned = new Map<string, PlannedResource>();
  const urns = new Map<string, string>();
  for (const resource of asked) {
    const project = world.located.get(`${PROJECT}:${resource.projectId}`);
    if (project === undefined) {
      faults.invalid.push({ field: `${resource.field}.project_id`, description: 'must name a project' });
      continue;
    }
    const next = plan(resource, project, world);
    const before = planned.get(resource.id);
    if (before !== undefined && !alike(before, next))
      faults.invalid.push({ field: `${resource.field}.id`, description: 'is put twice, and differently' });
    if (before !== undefined) continue;
    planned.set(resource.id, next);
    checkOwn(next, project, { world, faults });
    if (isTaken(next, world) || urns.has(next.urn))
      faults.taken.push({ field: `${next.field}.name`, description: 'is taken' });
    urns.set(next.urn, next.ref.id);
  }
  for (const resource of planned.values()) checkParent(resource, planned, { world, faults });
  return [...planned.values()];
}

function plan(asked: AskedResource, project: Located, world: World): PlannedResource {
  const { field, id, namespace, name, title, metadata, parent, owner } = asked;
  return {
    ...{ field, name, title, metadata, parent, owner },
    ref: { namespace, id },
    urn: resourceUrn(project.name, namespace, name),
    orgId: project.orgId,
    projectId: project.ref.id,
    isNew: !world.resources.has(id),
  };
}

function alike(a: PlannedResource, b: PlannedResource): boolean {
  return JSON.stringify({ ...a, field: '' }) === JSON.stringify({ ...b, field: '' });
}

interface Context {
  readonly world: World;
  readonly faults: Faults;
}

function checkOwn(resource: PlannedResource, project: Located, { world, faults }: Context): void {
  const { field, ref, name, projectId, orgId, owner, isNew } = resource;
  const present = world.resources.get(ref.id);
  if (world.doomed.has(ref.id))
    faults.invalid.push({ field: `${field}.id`, description: 'is deleted by the same request' });
  if (!world.types.has(ref.namespace))
    faults.invalid.push({
      field: `${field}.namespace`,
      description: 'must be a type that a permission is defined for',
    });
  if (
    present !== undefined &&
    (present.projectId !== projectId || present.ref.namespace !== ref.namespace || present.name !== name)
  )
    faults.taken.push({
      field: `${field}.id`,
      description: 'is taken by a resource of another project, namespace or name',
    });
  if (isNew && !project.enabled)
    faults.disabled.push({ field: `${field}.project_id`, description: 'names a project that is disabled' });
  if (owner === undefined) return;
  const home = world.located.get(refKey(owner));
  if (home === undefined || !mayReceive(owner, home, { ref, orgId, projectId }))
    faults.invalid.push({
      field: `${field}.owner`,
      description: 'must name a user, or a service user of the same organization',
    });
}

function isTaken({ urn, ref }: PlannedResource, { urns, doomed }: World): boolean {
  const holder = urns.get(urn);
  return holder !== undefined && holder !== ref.id && !doomed.has(holder);
}

function checkParent(
  { field, parent, projectId }: PlannedResource,
  planned: ReadonlyMap<string, PlannedResource>,
  { world, faults }: Context,
): void {
  if (parent === undefined) return;
  const found = planned.get(parent.id) ?? world.resources.get(parent.id);
  const good =
    found?.ref.namespace === parent.namespace && found.projectId === projectId && !world.doomed.has(parent.id);
  if (!good) faults.invalid.push({ field: `${field}.parent`, description: 'must name a resource of the same project' });
}
