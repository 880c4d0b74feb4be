// Reads who has a relation to the platform, with what is shown of them.
import { type Selectable, sql } from 'kysely';
import { SERVICE_USER, USER } from '../../kernel/principal.js';
import type { Database, Tables } from '../../storage/index.js';
import type { PlatformMembers, Relation } from './platform-member.js';

/** `PlatformStore.list`. */
export async function listMembers(db: Database): Promise<PlatformMembers> {
  const members = db
    .selectFrom('platform_members')
    // `admin` sorts before `member`.
    .select(['principal_id', sql<Relation>`min(relation)`.as('relation'), sql`min(created_at)`.as('since')])
    .groupBy('principal_id');
  const users = await db
    .selectFrom('users')
    .innerJoin(members.where('principal_namespace', '=', USER).as('members'), 'members.principal_id', 'users.id')
    .selectAll('users')
    .select('members.relation')
    .orderBy('members.since')
    .orderBy('users.id')
    .execute();
  const serviceUsers = await db
    .selectFrom('service_users')
    .innerJoin(
      members.where('principal_namespace', '=', SERVICE_USER).as('members'),
      'members.principal_id',
      'service_users.id',
    )
    .selectAll('service_users')
    .select('members.relation')
    .orderBy('members.since')
    .orderBy('service_users.id')
    .execute();
  return {
    users: users.map((row) => ({ ...common(row), name: row.name, email: row.email, avatar: row.avatar })),
    serviceUsers: serviceUsers.map((row) => ({ ...common(row), orgId: row.org_id })),
  };
}

type Common = 'id' | 'title' | 'metadata' | 'state' | 'created_at' | 'updated_at';

function common(row: Pick<Selectable<Tables['service_users']>, Common> & { readonly relation: Relation }) {
  return {
    id: row.id,
    relation: row.relation,
    title: row.title,
    metadata: row.metadata,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
