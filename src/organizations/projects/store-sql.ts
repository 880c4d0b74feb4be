// Projects in Postgres.
import { type Selectable, sql } from 'kysely';
import { alreadyExists } from '../../kernel/errors.js';
import { SERVICE_USER, USER } from '../../kernel/principal.js';
import { type Database, isDuplicate, type Tables, type Write, write } from '../../storage/index.js';
import { found } from '../found.js';
import { joinOrganization } from '../join-organization-sql.js';
import { grantCreator } from '../principals-sql.js';
import { detailColumns, type Kind, keyColumn, setState } from '../rows-sql.js';
import { forgetProjects } from './forget-projects-sql.js';
import { PROJECT, type Project } from './project.js';
import type { NewProject, ProjectFilter, ProjectStore } from './store.js';

const KIND: Kind = { what: 'project', namespace: PROJECT, table: 'projects', hasGeneration: false };

export function sqlProjectStore(db: Database): ProjectStore {
  return {
    get: async (key) => {
      const row = await db.selectFrom('projects').selectAll().where(keyColumn(key), '=', key).executeTakeFirst();
      return row && fromRow(row);
    },
    list: (filter) => list(db, filter),
    create: (project) => write(db, (transaction) => create(transaction, project)),
    update: (id, details) =>
      write(db, async (transaction) => {
        const update = transaction.sql.updateTable('projects').set(detailColumns(details)).where('id', '=', id);
        return fromRow(found(await update.returningAll().executeTakeFirst(), 'project'));
      }),
    setState: (key, change) =>
      write(db, async (transaction) => setState(transaction, KIND, { id: await hold(transaction, key), ...change })),
    delete: (key) =>
      write(db, async (transaction) => {
        const id = await hold(transaction, key);
        await forgetProjects(transaction, [id]);
        await transaction.sql.deleteFrom('projects').where('id', '=', id).execute();
      }),
  };
}

async function list(db: Database, { orgId, state, withMembersCount }: ProjectFilter): Promise<Project[]> {
  let query = db.selectFrom('projects').selectAll().where('org_id', '=', orgId).orderBy('created_at').orderBy('id');
  if (state !== undefined) query = query.where('state', '=', state);
  return (await query.$if(withMembersCount, (selection) => selection.select(membersCount)).execute()).map(fromRow);
}

const membersCount = sql<number>`(
  select count(distinct principal_id)::int from policies
  where policies.resource_namespace = ${sql.lit(PROJECT)} and policies.resource_id = projects.id::text
    and policies.principal_namespace in (${sql.lit(USER)}, ${sql.lit(SERVICE_USER)}))`.as('members_count');

async function create(transaction: Write, project: NewProject): Promise<Project> {
  const { id, name, organization, now, creator } = project;
  const orgId = await joinOrganization(transaction, organization);
  const row = await transaction.sql
    .insertInto('projects')
    .values({ id, name, org_id: orgId, created_at: now, ...detailColumns(project) })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((error) => {
      throw isDuplicate(error) ? alreadyExists('project', 'body.name') : error;
    });
  const created = { namespace: PROJECT, id };
  transaction.changed('object', `${PROJECT}:${id}`);
  transaction.changed('name', `${PROJECT}:${name}`);
  await grantCreator(transaction, { creator, role: 'app_project_owner', created, orgId, now });
  return fromRow(row);
}

async function hold({ sql: transaction }: Write, key: string): Promise<string> {
  const query = transaction.selectFrom('projects').select('id').where(keyColumn(key), '=', key).forUpdate();
  return found(await query.executeTakeFirst(), 'project').id;
}

function fromRow(row: Selectable<Tables['projects']> & { readonly members_count?: number }): Project {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    orgId: row.org_id,
    metadata: row.metadata,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.members_count !== undefined && { membersCount: row.members_count }),
  };
}
