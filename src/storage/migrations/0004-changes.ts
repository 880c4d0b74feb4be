// The change feed: what every write transaction touched, in commit order.
import { type Kysely, sql } from 'kysely';

export const changes = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create sequence revisions as bigint`.execute(db);
    // The time of the insert, not of the transaction's begin: under the feed's lock it rises with the revision.
    await sql`create table changes (
      revision bigint not null,
      kind text not null,
      key text not null,
      created_at timestamptz not null default clock_timestamp())`.execute(db);
    await sql`create index changes_by_revision on changes (revision)`.execute(db);
    await sql`insert into changes (revision, kind, key) values (nextval('revisions'), 'start', '')`.execute(db);
  },
};
