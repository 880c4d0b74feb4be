// Ids of everything in the stores by kind and number, scattered as random ones are, the same here and in SQL.
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';

export type Kind = 'organization' | 'project' | 'group' | 'user' | 'serviceuser' | 'resource' | 'policy' | 'role';

export function idOf(kind: Kind, number: number): string {
  const hex = createHash('md5').update(`${kind} ${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The same in SQL; `number` is an expression for a whole number. */
export function sqlId(kind: Kind, number: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`md5(${sql.lit(`${kind} `)} || (${number}))::uuid`;
}
