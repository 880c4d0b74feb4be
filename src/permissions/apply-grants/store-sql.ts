// Applies grants in bulk on Postgres: one transaction of a few statements, however many operations.
import { sql } from 'kysely';
import { type Database, lockForgetting, type Write, type Written, write } from '../../storage/index.js';
import { type Answered, recall, remember } from './idempotency-sql.js';
import { oneAtATime } from './one-at-a-time.js';
import { type Plan, planBatch } from './plan.js';
import type { PlannedResource } from './plan-resources.js';
import type { Application, GrantStore } from './store.js';
import { holdWorld } from './world-sql.js';
import { deleteMemberships, putMemberships } from './write-memberships-sql.js';
import { deletePolicies, putPolicies, replaceOwners } from './write-policies-sql.js';
import { deleteResources, putResources } from './write-resources-sql.js';

/** One batch at a time, so that no two wait for each other, and that of two with the same key the second sees the first. */
const APPLY_LOCK = 4_602_013;

export function sqlGrantStore(db: Database): GrantStore {
  // A batch that waits for the lock would keep a connection from everyone else: in this process they wait without one.
  const inTurn = oneAtATime();
  return { apply: (application) => inTurn(() => apply(db, application)) };
}

async function apply(db: Database, application: Application): Promise<Written<number>> {
  const { value, revision } = await write(db, (transaction) => applyOnce(transaction, application));
  return { value: value.applied, revision: value.revision ?? revision };
}

/** `revision` is undefined when it is that of this write. */
type Applied = Pick<Answered, 'applied'> & Partial<Answered>;

async function applyOnce(transaction: Write, application: Application): Promise<Applied> {
  const { batch, idempotency, now } = application;
  await sql`select pg_advisory_xact_lock(${sql.lit(APPLY_LOCK)})`.execute(transaction.sql);
  const before = idempotency && (await recall(transaction, idempotency, now));
  if (before !== undefined) return before;
  const plan = planBatch(batch, await holdWorld(transaction, batch));
  const deleted = await carryOutDeletions(transaction, plan, application);
  const applied = deleted + (await carryOutPuts(transaction, plan, application));
  if (idempotency !== undefined)
    transaction.atRevision((revision) => remember(transaction, { ...idempotency, applied, revision }, now));
  return { applied };
}

async function carryOutDeletions(transaction: Write, plan: Plan, { batch }: Application): Promise<number> {
  const count = plan.deletePolicies.length + plan.deleteMemberships.length + plan.deleteResources.length;
  if (count > 0 || plan.putResources.some(({ owner, isNew }) => owner !== undefined && !isNew))
    await lockForgetting(transaction);
  const policies = await deletePolicies(transaction, plan.deletePolicies);
  const memberships = await deleteMemberships(transaction, plan.deleteMemberships);
  await deleteResources(transaction, plan.deleteResources);
  const named = new Set(batch.deleteResource.map(({ id }) => id));
  return policies.length + memberships + plan.deleteResources.filter(({ id }) => named.has(id)).length;
}

async function carryOutPuts(transaction: Write, plan: Plan, application: Application): Promise<number> {
  const owners = plan.putResources.flatMap(ownerPolicy);
  const resources = new Set(await putResources(transaction, plan.putResources, application.now));
  await replaceOwners(transaction, owners);
  const memberships = await putMemberships(transaction, plan.putMemberships, application.now);
  const added = await putPolicies(transaction, [...owners, ...plan.putPolicies], application);
  for (const { roleId, resource } of added) if (roleId === null) resources.add(resource.id);
  return resources.size + memberships + added.filter(({ roleId }) => roleId !== null).length;
}

function ownerPolicy({ ref, owner }: PlannedResource) {
  return owner === undefined ? [] : [{ roleId: null, resource: ref, principal: owner }];
}
