// Adds a resource and its owner.
import { alreadyExists, failedPrecondition, invalidField } from '../../kernel/errors.js';
import { type ObjectRef, refKey } from '../../kernel/object-ref.js';
import { insertGrant, isDuplicate, type Write } from '../../storage/index.js';
import { holdPrincipals, mayBeGranted } from '../principals-sql.js';
import { detailColumns } from '../rows-sql.js';
import { resourceFromRow, selectResources } from './find-resource-sql.js';
import { urnKey } from './forget-resources-sql.js';
import { checkParent, holdProject, lockParents } from './place-sql.js';
import { type Resource, resourceUrn } from './resource.js';
import type { NewResource } from './store.js';

/** See ResourceStore.create. */
export async function createResource(transaction: Write, resource: NewResource): Promise<Resource> {
  const { id, namespace, name, parent, creator, now } = resource;
  const project = await holdProject(transaction, resource.project);
  if (project.state === 'disabled') throw failedPrecondition('PROJECT_DISABLED', 'project is disabled');
  await checkNamespace(transaction, namespace);
  if (parent !== undefined) {
    await lockParents(transaction, [project.id]);
    await checkParent(transaction, project.id, parent);
  }
  const owner = await ownerOf(transaction, resource, project.org_id);
  const urn = resourceUrn(project.name, namespace, name);
  await insertRow(transaction, resource, { urn, projectId: project.id });
  const created = { namespace, id };
  transaction.changed('object', refKey(created));
  transaction.changed('name', urnKey(urn));
  if (owner !== undefined)
    await insertGrant(transaction, { id: creator.policyId, roleId: null, resource: created, principal: owner, now });
  return resourceFromRow(
    await selectResources(transaction.sql).where('resources.id', '=', id).executeTakeFirstOrThrow(),
  );
}

/** The permission's row is locked, so that it does not go while the first resource of its type comes. */
async function checkNamespace({ sql }: Write, namespace: string): Promise<void> {
  const query = sql.selectFrom('permissions').select('id').where('namespace', '=', namespace).limit(1).forKeyShare();
  if ((await query.executeTakeFirst()) === undefined)
    throw invalidField('body.namespace', 'must be a type that a permission is defined for');
}

/** Undefined when nobody was named and the creator may hold no policy there. */
async function ownerOf(
  transaction: Write,
  { owner, creator }: NewResource,
  orgId: string,
): Promise<ObjectRef | undefined> {
  const wanted = owner ?? creator.principal;
  const principal = (await holdPrincipals(transaction, [wanted])).get(refKey(wanted));
  if (mayBeGranted(principal, orgId)) return principal;
  // The same answer for who there is none of and for who is of another organization.
  if (owner !== undefined)
    throw invalidField('body.principal', 'must name a user, or a service user of the same organization');
  return undefined;
}

async function insertRow(
  { sql }: Write,
  resource: NewResource,
  { urn, projectId }: { readonly urn: string; readonly projectId: string },
): Promise<void> {
  const { id, namespace, name, parent, now } = resource;
  const place = { project_id: projectId, parent_id: parent?.id ?? null };
  await sql
    .insertInto('resources')
    .values({ id, namespace, name, urn, ...place, created_at: now, ...detailColumns(resource) })
    .execute()
    .catch((error) => {
      if (isDuplicate(error, 'resources_pkey')) throw alreadyExists('resource', 'id');
      throw isDuplicate(error) ? alreadyExists('resource', 'body.name') : error;
    });
}
