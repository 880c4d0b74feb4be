// Writes what a world says of its tree as rows, and tells the change feed as the service's own writes do.
import { sql } from 'kysely';
import { forgetObjects, type Write } from '../../../src/storage/index.js';
import type { AddedNode, FactOf } from './fact.js';
import { PLATFORM_NODE } from './nodes.js';

const NOW = new Date('2026-01-01T00:00:00Z');

/** What every table of a world has. */
export const COMMON = { title: '', metadata: '{}', created_at: NOW, updated_at: NOW };

const TABLES: Readonly<Record<string, string>> = {
  'app/organization': 'organizations',
  'app/project': 'projects',
  'app/group': 'groups',
  'app/user': 'users',
  'app/serviceuser': 'service_users',
};

export function splitNode(node: string): { readonly namespace: string; readonly id: string } {
  const colon = node.indexOf(':');
  return { namespace: node.slice(0, colon), id: node.slice(colon + 1) };
}

/** One row of any table. */
export async function insert(write: Write, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
  const values = sql.join(Object.values(row));
  await sql`insert into ${sql.table(table)} (${columns}) values (${values})`.execute(write.sql);
}

export async function add(write: Write, added: AddedNode): Promise<void> {
  const { namespace } = splitNode(added.node);
  await insert(write, TABLES[namespace] ?? 'resources', { ...COMMON, ...rowOf(added) });
  write.changed('object', added.node);
  write.changed('name', added.project === undefined ? `${namespace}:${added.name}` : `urn:${urnOf(added)}`);
}

export async function move(write: Write, { node, parent }: FactOf<'move'>): Promise<void> {
  const parentId = parent.startsWith('app/project:') ? null : splitNode(parent).id;
  await sql`update resources set parent_id = ${parentId} where id = ${splitNode(node).id}`.execute(write.sql);
  write.changed('object', node);
}

/** Decision rule 10, node by node. */
export async function remove(write: Write, { nodes }: FactOf<'delete'>): Promise<void> {
  for (const { node, name } of nodes) {
    const { namespace, id } = splitNode(node);
    await forgetObjects(write, namespace, [id]);
    if (TABLES[namespace] === undefined) await forgetUrn(write, id);
    else write.changed('name', `${namespace}:${name}`);
    await sql`delete from ${sql.table(TABLES[namespace] ?? 'resources')} where id = ${id}`.execute(write.sql);
  }
}

export async function setState(write: Write, { node, enabled }: FactOf<'state'>): Promise<void> {
  const { namespace, id } = splitNode(node);
  const table = namespace === 'role' ? 'roles' : (TABLES[namespace] as string);
  const state = enabled ? 'enabled' : 'disabled';
  await sql`update ${sql.table(table)} set state = ${state} where id = ${id}`.execute(write.sql);
  if (namespace === 'role') write.changed('role', id);
  else write.changed('object', node);
}

function rowOf(added: AddedNode): Readonly<Record<string, unknown>> {
  const { node, name, parent, project } = added;
  const { namespace, id } = splitNode(node);
  const above = parent === undefined || parent === PLATFORM_NODE ? null : splitNode(parent).id;
  if (namespace === 'app/organization') return { id, name };
  if (namespace === 'app/user') return { id, name, email: `${name}@example.com` };
  if (namespace === 'app/serviceuser') return { id, org_id: above };
  if (project === undefined) return { id, name, org_id: above };
  const parentId = parent === project.node ? null : above;
  return { id, namespace, name, urn: urnOf(added), project_id: splitNode(project.node).id, parent_id: parentId };
}

function urnOf({ node, name, project }: AddedNode): string {
  return `frn:${project?.name}:${splitNode(node).namespace}:${name}`;
}

async function forgetUrn(write: Write, id: string): Promise<void> {
  const row = await write.sql.selectFrom('resources').select('urn').where('id', '=', id).executeTakeFirstOrThrow();
  write.changed('name', `urn:${row.urn}`);
}
