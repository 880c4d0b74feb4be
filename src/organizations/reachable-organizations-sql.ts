// Which organizations a principal has anything to do with.
import { sql } from 'kysely';
import type { ObjectRef } from '../kernel/object-ref.js';
import { GROUP, SERVICE_USER } from '../kernel/principal.js';
import { ORGANIZATION } from './organization.js';

/**
 * Ids, as a sub-select: those where the principal holds a policy, itself or through groups that count (decision rule 4),
 * and a service user's own.
 */
export function reachableOrganizations({ namespace, id }: ObjectRef) {
  return sql<string>`(
    with recursive identities (namespace, id) as (
      select ${namespace}::text, ${id}::uuid
      union
      select ${sql.lit(GROUP)}, groups.id
      from identities
      join group_members on group_members.member_id = identities.id
        and group_members.member_namespace = identities.namespace
      join groups on groups.id = group_members.group_id and groups.state = 'enabled'
      join organizations on organizations.id = groups.org_id and organizations.state = 'enabled')
    select policies.resource_id::uuid
    from identities
    join policies on policies.principal_id = identities.id and policies.principal_namespace = identities.namespace
    where policies.resource_namespace = ${sql.lit(ORGANIZATION)}
    union
    select org_id from service_users where ${namespace} = ${sql.lit(SERVICE_USER)} and service_users.id = ${id}::uuid)`;
}
