// The principals that may hold a permission at an object, in the order of their ids: a superset (see LookupStore).
import { type RawBuilder, sql } from 'kysely';
import { USER } from '../../kernel/principal.js';
import type { Database } from '../../storage/index.js';
import { PLATFORM_CHECK } from '../engine/engine.js';
import { sufficientAnywhere } from '../engine/sufficient.js';
import { isAfter, type Source, scanInOrder } from './scan-sql.js';
import type { Candidates, Window } from './store.js';
import { readSubjectReach, type SubjectQuestion, type SubjectReach } from './subject-reach-sql.js';

interface Look extends SubjectQuestion {
  readonly window: Window;
}

/** To be called in a snapshot. */
export async function subjectCandidates(db: Database, look: Look): Promise<Candidates> {
  const { wish, window, limits } = look;
  const reach = await readSubjectReach(db, look);
  const { revision } = reach;
  if (reach.path.length === 0) return { ids: [], until: undefined, revision };
  const sufficient = sufficientAnywhere(wish.permission);
  const found = await scanInOrder(db, {
    sources: sourcesOf(look, reach),
    listed: [],
    window,
    limits,
    sufficient,
  });
  return { ...found, revision };
}

function sourcesOf(look: Look, reach: SubjectReach): readonly Source[] {
  if (reach.disabled) return [platformMembers(look)];
  if (reach.groups === undefined) return [...everyone(look, reach), platformMembers(look)];
  return [policies(look, reach), members(look, reach.groups), platformMembers(look)];
}

/** Those who hold a policy themselves. */
function policies({ wish, window }: Look, { path }: SubjectReach): Source {
  return {
    places: path.length,
    filtered: true,
    read: (rows) => sql`
      select at.place, policy.* from
        unnest(${path.map(({ namespace }) => namespace)}::text[], ${path.map(({ id }) => id)}::text[])
        with ordinality as at (namespace, id, place)
      cross join lateral (
        select principal_id::text as id, role_id from policies
        where resource_id = at.id and resource_namespace = at.namespace
          and principal_namespace = ${wish.namespace} and ${isAfter('principal_id', window)}
        order by principal_id fetch first ${sql.lit(rows)} rows with ties) policy`,
  };
}

function members({ wish, window }: Look, groups: readonly string[]): Source {
  return {
    places: groups.length,
    filtered: false,
    read: (rows) => sql`
      select holder.place, member.id::text, null::uuid as role_id
      from unnest(${groups}::uuid[]) with ordinality as holder (id, place)
      cross join lateral (
        select member_id as id from group_members
        where group_id = holder.id and member_namespace = ${wish.namespace} and ${isAfter('member_id', window)}
        order by member_id limit ${rows}) member`,
  };
}

/** Administrators, and members where it is their one permission (rule 3). */
function platformMembers({ wish, window }: Look): Source {
  const relations = wish.permission === PLATFORM_CHECK ? ['admin', 'member'] : ['admin'];
  return {
    places: 1,
    filtered: false,
    read: (rows) => sql`
      select 1 as place, principal_id::text as id, null::uuid as role_id from platform_members
      where principal_namespace = ${wish.namespace} and relation = any(${relations}::text[])
        and ${isAfter('principal_id', window)}
      order by principal_id fetch first ${sql.lit(rows)} rows with ties`,
  };
}

/** Users may be of anywhere; service users hold nothing outside of their own organization, or of the platform (decision rule 9). */
function everyone({ wish, window }: Look, { path }: SubjectReach): readonly Source[] {
  const all = (from: RawBuilder<unknown>): Source => ({
    places: 1,
    filtered: false,
    read: (rows) => sql`
      select 1 as place, id::text, null::uuid as role_id
      from (select id from ${from} and ${isAfter('id', window)} order by id limit ${rows}) principal`,
  });
  if (wish.namespace === USER) return [all(sql`users where true`)];
  const organization = path.find(({ namespace }) => namespace === 'app/organization');
  if (organization === undefined) return [all(sql`service_users where true`)];
  return [all(sql`service_users where org_id = ${organization.id}`), all(sql`service_users where org_id is null`)];
}
