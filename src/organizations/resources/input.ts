// What requests about resources are checked against.
import { z } from 'zod';
import { name, nameOrId, uuid } from '../../kernel/input.js';
import { canonicalNamespace, type ObjectRef } from '../../kernel/object-ref.js';
import { SERVICE_USER, USER } from '../../kernel/principal.js';
import { body, details, optional, reference } from '../input.js';

const RESERVED = 'app/';

const type = z
  .string()
  .refine(isType, 'must be `service/resource` of a defined permission, and not of the service `app`');

const owner = optional(reference(isOwner, 'must be `app/user:ID` or `app/serviceuser:ID` with a UUID in lower case'));
const parent = optional(reference(isResource, 'must be `service/resource:ID` with a UUID in lower case'));

export const ByKey = z.object({ id: uuid, projectId: optional(nameOrId) });
export const InProject = z.object({ projectId: nameOrId });
export const ListResources = InProject.extend({ namespace: optional(type) });
export const CreateResource = InProject.extend({
  id: optional(uuid),
  body: body({ name, namespace: type, principal: owner, parent, ...details }),
});
export const UpdateResource = ByKey.extend({
  body: body({ name: optional(name), namespace: optional(type), principal: owner, parent, ...details }),
});
/** As much of an update as says where the resource is to lie. */
export const MoveResource = z.object({ id: uuid, body: body({ parent }) });

function isType(text: string): boolean {
  return canonicalNamespace(text) === text && !text.startsWith(RESERVED);
}

function isOwner(ref: ObjectRef): ref is ObjectRef {
  return ref.namespace === USER || ref.namespace === SERVICE_USER;
}

function isResource(ref: ObjectRef): ref is ObjectRef {
  return isType(ref.namespace);
}
