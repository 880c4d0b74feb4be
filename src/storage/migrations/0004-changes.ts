// The change feed: what every write transaction touched, in commit order.
import { type Kysely, sql } from 'kysely';

export const changes = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create sequence revisions as bigint`.execute(db);
    await sql`create table changes (revision bigint not null, kind text not null, key text not null)`.execute(db);
    await sql`create index changes_by_revision on changes (revision)`.execute(db);
    await sql`insert into changes (revision, kind, key) values (nextval('revisions'), 'start', '')`.execute(db);
  },
};
