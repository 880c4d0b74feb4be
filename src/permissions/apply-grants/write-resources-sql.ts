// Writes and removes many resources at once, so that none ever comes to lie in itself.
import { type RawBuilder, sql } from 'kysely';
import { alreadyExists } from '../../kernel/errors.js';
import { refKey } from '../../kernel/object-ref.js';
import { type ForgottenResource, forgetResources, urnKey } from '../../organizations/index.js';
import { isDuplicate, type Write } from '../../storage/index.js';
import { cyclicNodes, type Edge } from './cycles.js';
import { cycle } from './faults.js';
import type { PlannedResource } from './plan-resources.js';

/** Answers the ids of those that are new or changed. Throws failed_precondition (RESOURCE_CYCLE). */
export async function putResources(
  transaction: Write,
  resources: readonly PlannedResource[],
  now: Date,
): Promise<readonly string[]> {
  const fresh = resources.filter(({ isNew }) => isNew);
  await insert(transaction, fresh, now);
  const updated = new Set(
    await update(
      transaction,
      resources.filter(({ isNew }) => !isNew),
      now,
    ),
  );
  await checkNoCycle(transaction, resources);
  for (const { urn } of fresh) transaction.changed('name', urnKey(urn));
  const written = resources.filter(({ ref, isNew }) => isNew || updated.has(ref.id));
  for (const { ref } of written) transaction.changed('object', refKey(ref));
  return written.map(({ ref }) => ref.id);
}

/** The trees must be locked already. */
export async function deleteResources(transaction: Write, trees: readonly ForgottenResource[]): Promise<void> {
  if (trees.length === 0) return;
  await forgetResources(transaction, trees);
  await sql`delete from resources where id = any(${trees.map(({ id }) => id)}::uuid[])`.execute(transaction.sql);
}

async function insert({ sql: transaction }: Write, resources: readonly PlannedResource[], now: Date): Promise<void> {
  if (resources.length === 0) return;
  await sql`
    insert into resources (id, title, metadata, parent_id, namespace, name, urn, project_id, created_at, updated_at)
    select id, title, metadata::jsonb, parent_id, namespace, name, urn, project_id, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${details(resources)},
      ${resources.map(({ ref }) => ref.namespace)}::text[],
      ${resources.map(({ name }) => name)}::text[],
      ${resources.map(({ urn }) => urn)}::text[],
      ${resources.map(({ projectId }) => projectId)}::uuid[])
      as put (id, title, metadata, parent_id, namespace, name, urn, project_id)`
    .execute(transaction)
    .catch((error) => {
      // Somebody else's, since the batch was planned.
      throw isDuplicate(error) ? alreadyExists('resource', 'operations') : error;
    });
}

/** Answers the ids of those that differed. */
async function update(
  { sql: transaction }: Write,
  resources: readonly PlannedResource[],
  now: Date,
): Promise<readonly string[]> {
  if (resources.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    update resources
    set title = put.title, metadata = put.metadata::jsonb, parent_id = put.parent_id, updated_at = ${now}::timestamptz
    from unnest(${details(resources)}) as put (id, title, metadata, parent_id)
    where resources.id = put.id
      and (resources.title, resources.metadata, resources.parent_id)
        is distinct from (put.title, put.metadata::jsonb, put.parent_id)
    returning resources.id`.execute(transaction);
  return rows.map(({ id }) => id);
}

async function checkNoCycle({ sql: transaction }: Write, resources: readonly PlannedResource[]): Promise<void> {
  const nested = resources.filter(({ parent }) => parent !== undefined);
  if (nested.length === 0) return;
  const { rows } = await sql<Edge>`
    with recursive above (id, parent_id) as (
      select id, parent_id from resources where id = any(${nested.map(({ ref }) => ref.id)}::uuid[])
      union
      select resources.id, resources.parent_id from above join resources on resources.id = above.parent_id)
    select id as "from", parent_id as "to" from above where parent_id is not null`.execute(transaction);
  const cyclic = cyclicNodes(rows);
  const faults = nested.filter(
    ({ ref, parent }) => cyclic.has(ref.id) && parent !== undefined && cyclic.has(parent.id),
  );
  if (faults.length === 0) return;
  const fields = faults.map(({ field }) => `${field}.parent`);
  throw cycle('RESOURCE_CYCLE', 'a resource cannot lie in itself, directly or below', fields);
}

function details(resources: readonly PlannedResource[]): RawBuilder<unknown> {
  return sql`${resources.map(({ ref }) => ref.id)}::uuid[],
    ${resources.map(({ title }) => title)}::text[],
    ${resources.map(({ metadata }) => JSON.stringify(metadata))}::text[],
    ${resources.map(({ parent }) => parent?.id ?? null)}::uuid[]`;
}
