// Credentials that somebody should look at, out of Postgres.
import { sql } from 'kysely';
import type { Database } from '../../storage/index.js';
import type { StaleCredential } from './stale-credential.js';
import type { StaleStore } from './store.js';

interface Row extends Omit<StaleCredential, 'lastUsedAt' | 'expiresAt'> {
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

export function sqlStaleStore(db: Database): StaleStore {
  return {
    async list({ unusedSince, expiringBefore, now }) {
      const { rows } = await sql<Row>`
        with credential as (
          select 'secret' as kind, id, title, service_user_id, created_at, last_used_at, expires_at from secrets
          union all
          select 'key', id, title, service_user_id, created_at, last_used_at, expires_at from keys
          union all
          select 'api_token', id, title, service_user_id, created_at, last_used_at, expires_at from api_tokens
        ),
        judged as (
          select *, coalesce(last_used_at, created_at) < ${unusedSince}::timestamptz as unused,
            coalesce(expires_at < ${expiringBefore}::timestamptz, false) as expiring
          from credential where expires_at is null or expires_at > ${now}::timestamptz
        )
        select judged.kind, judged.id, judged.title, service_user.id as "serviceUserId",
          service_user.title as "serviceUserTitle", coalesce(organization.name, '') as organization,
          judged.created_at as "createdAt", judged.last_used_at as "lastUsedAt", judged.expires_at as "expiresAt",
          judged.unused, judged.expiring
        from judged
        join service_users as service_user on service_user.id = judged.service_user_id
        left join organizations as organization on organization.id = service_user.org_id
        where judged.unused or judged.expiring
        order by organization, service_user.id, judged.created_at, judged.id`.execute(db);
      return rows.map((row) => ({
        ...row,
        lastUsedAt: row.lastUsedAt ?? undefined,
        expiresAt: row.expiresAt ?? undefined,
      }));
    },
  };
}
