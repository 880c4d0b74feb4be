// Where a resource lies: its project and its parent, kept as they are while a write depends on them.
import { sql } from 'kysely';
import { invalidField } from '../../kernel/errors.js';
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Write } from '../../storage/index.js';
import { found } from '../found.js';
import { keyColumn } from '../rows-sql.js';

/** Seeds the hash, so that this lock on a project is no other lock on it. */
const PARENTS_LOCK = 4_602_011;

/** The project's row, which cannot be deleted until the transaction ends. Throws not_found. */
export async function holdProject({ sql: transaction }: Write, key: string) {
  const query = transaction
    .selectFrom('projects')
    .select(['id', 'name', 'org_id', 'state'])
    .where(keyColumn(key), '=', key)
    .forKeyShare();
  return found(await query.executeTakeFirst(), 'project');
}

/**
 * One write at a time to what lies in what in a project: two moves at once, each without a cycle, could make one together, and
 * nothing may be put into what is being deleted. Taken after the projects' rows, as by all; of several projects in the order of
 * `projectIds`, which has to be the same everywhere: by id.
 */
export async function lockParents({ sql: transaction }: Write, projectIds: readonly string[]): Promise<void> {
  const lock = sql`pg_advisory_xact_lock(hashtextextended(id, ${sql.lit(PARENTS_LOCK)}))`;
  await sql`select ${lock} from unnest(${projectIds}::text[]) as project (id)`.execute(transaction);
}

/** Throws invalid_argument, the same for what there is none of and for what is of another project. */
export async function checkParent({ sql: transaction }: Write, projectId: string, parent: ObjectRef): Promise<void> {
  const row = await transaction
    .selectFrom('resources')
    .select('id')
    .where('id', '=', parent.id)
    .where('namespace', '=', parent.namespace)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  if (row === undefined) throw invalidField('body.parent', 'must name a resource of the same project');
}
