// The statement of a load: all that is wanted at once, so that everything in it is of one snapshot.
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import { type Database, prepared } from '../../storage/index.js';
import { chain, closure, MAX_CLOSURE, named } from './load-closure-sql.js';
import { feedColumns, identityColumn, nameColumn, objectColumn, pairColumn, reachColumn } from './load-columns-sql.js';
import type { Pair, Wanted } from './store.js';

type Value = (wanted: Wanted, since: number) => unknown;

/** What is asked for: the columns of the one row of `asked`. */
const ASKED: readonly (readonly [column: string, type: string, value: Value])[] = [
  ['since', 'bigint', (_, since) => since],
  ['object_namespaces', 'text[]', ({ objects }) => objects.map(namespaceOf)],
  ['object_ids', 'uuid[]', ({ objects }) => objects.map(idOf)],
  ['identity_namespaces', 'text[]', ({ identities }) => identities.map(namespaceOf)],
  ['identity_ids', 'uuid[]', ({ identities }) => identities.map(idOf)],
  ['pair_principals', 'text[]', ({ pairs }) => pairs.map(principalOf)],
  ['pair_objects', 'text[]', ({ pairs }) => pairs.map(objectOf)],
  ['reach_principals', 'text[]', ({ reaches }) => reaches.map(principalOf)],
  ['reach_objects', 'text[]', ({ reaches }) => reaches.map(objectOf)],
  ['role_ids', 'uuid[]', ({ roles }) => roles],
  ['slugs', 'text[]', ({ permissions }) => permissions],
  ['every_permission', 'boolean', ({ everyPermission }) => everyPermission],
  ['organization_names', 'text[]', ({ names }) => namesAfter('app/organization:', names)],
  ['project_names', 'text[]', ({ names }) => namesAfter('app/project:', names)],
  ['urns', 'text[]', ({ names }) => namesAfter('urn:', names)],
];

/** Which halves of a load a statement has: to set up the half that is not wanted would take Postgres longer than to read the other. */
const HALVES = {
  load_tree: { tree: true, pairs: false },
  load_pairs: { tree: false, pairs: true },
  load_all: { tree: true, pairs: true },
} as const;

/**
 * Makes the statements that load what is wanted and tell what changed after a revision. Each is planned once a connection, since that
 * takes several times as long as to run it. Postgres keeps a plan only when to know the values promises no better one, which
 * is why they are read from `asked` and nowhere else.
 */
export function loadStatement(db: Database): (wanted: Wanted, since: number) => CompiledQuery {
  const statementOf = (name: keyof typeof HALVES) => prepared(name, textOf(db, loadText(HALVES[name])));
  const [tree, pairs, all] = [statementOf('load_tree'), statementOf('load_pairs'), statementOf('load_all')];
  return (wanted, since) => {
    const { objects, identities, names } = wanted;
    const noTree = objects.length + identities.length + names.length === 0;
    const noPairs = wanted.pairs.length + wanted.reaches.length === 0;
    return CompiledQuery.raw(
      noPairs ? tree : noTree ? pairs : all,
      ASKED.map(([, , value]) => value(wanted, since)),
    );
  };
}

function loadText({ tree, pairs }: { readonly tree: boolean; readonly pairs: boolean }): RawBuilder<unknown> {
  const asked = ASKED.map(([column, type], index) => `$${index + 1}::${type} as ${column}`).join(', ');
  const columnIf = (wanted: boolean, column: RawBuilder<unknown>) => (wanted ? column : sql`null::json`);
  return sql`
    with recursive
    asked as materialized (select ${sql.raw(asked)})
    ${tree ? treeTables() : sql``}
    select ${feedColumns(sql`(select since from asked)`)},
      ${columnIf(tree, objectColumn())} as objects,
      ${columnIf(tree, identityColumn())} as identities,
      ${columnIf(pairs, pairColumn())} as pairs,
      ${columnIf(pairs, reachColumn())} as reaches,
      (select json_agg(json_build_array(id, permissions)) from roles
        where id = any((select role_ids from asked)::uuid[]) and state = 'enabled') as roles,
      (select json_agg(json_build_array(slug, namespace)) from permissions
        where slug = any((select slugs from asked)::text[]) or (select every_permission from asked)) as permissions,
      ${columnIf(tree, nameColumn())} as names`;
}

function treeTables(): RawBuilder<unknown> {
  return sql`,
    closure (namespace, id) as (${closure()}),
    identity as (select namespace, id from closure
      limit (select cardinality(identity_ids) + ${sql.lit(MAX_CLOSURE)} from asked)),
    named (key, namespace, id) as materialized (${named()}),
    object (namespace, id, parent_namespace, parent_id, enabled) as (${chain()})`;
}

/** Makes the statement that tells what changed after a revision. */
export function changesStatement(db: Database): (since: number) => CompiledQuery {
  const text = textOf(db, sql`select ${feedColumns(sql`(select $1::bigint)`)}`);
  const statement = prepared('changes_since', text);
  return (since) => CompiledQuery.raw(statement, [since]);
}

function textOf(db: Database, statement: RawBuilder<unknown>): string {
  return statement.compile(db).sql;
}

function namesAfter(prefix: string, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

function principalOf({ principal }: Pair): string {
  return principal;
}

function objectOf({ object }: Pair): string {
  return object;
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

function idOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}
