// What requests to apply grants are checked against, and their operations sorted by kind.
import { z } from 'zod';
import { FrontierError } from '../../kernel/errors.js';
import { isPrintable, metadata, name, nameOrId, optional, title, uuid } from '../../kernel/input.js';
import { canonicalNamespace } from '../../kernel/object-ref.js';
import { GROUP } from '../../kernel/principal.js';
import { parsePlace, parsePrincipal } from '../policies/policy.js';
import { isCustomType } from '../type-tree.js';
import type { Batch } from './batch.js';

const MAX_OPERATIONS = 5_000;
const OUT_OF_BOUNDS = `must have 1 to ${MAX_OPERATIONS.toLocaleString('en')}`;
const MAX_KEY = 128;

const place = readBy((text) => parsePlace(text, ''));
const principal = readBy((text) => parsePrincipal(text, ''));
const resource = place.refine(({ namespace }) => isCustomType(namespace), 'must be `service/resource:ID`');
const owner = principal.refine(({ namespace }) => namespace !== GROUP, 'must be `app/user:ID` or `app/serviceuser:ID`');
const type = z
  .string()
  .refine(
    (text) => canonicalNamespace(text) === text && isCustomType(text),
    'must be `service/resource` of a defined permission',
  );

const PolicyKey = z.object({ roleId: nameOrId, resource: place, principal }).optional();
const MembershipKey = z.object({ groupId: uuid, member: principal }).optional();

const Operation = z
  .object({
    putPolicy: PolicyKey,
    deletePolicy: PolicyKey,
    putMembership: MembershipKey,
    deleteMembership: MembershipKey,
    putResource: z
      .object({
        ...{ id: uuid, projectId: nameOrId, namespace: type, name },
        ...{ title, metadata, parent: optional(resource), owner: optional(owner) },
      })
      .optional(),
    deleteResource: z.object({ id: uuid }).optional(),
  })
  .refine((operation) => Object.values(operation).some(Boolean), 'must say what to put or to delete');

type Operation = z.output<typeof Operation>;

/** Of a request whose operations are objects with one member, named by what is to be done. */
export const ApplyGrantsInput = z.object({
  operations: z.array(Operation).min(1, OUT_OF_BOUNDS).max(MAX_OPERATIONS, OUT_OF_BOUNDS),
  idempotencyKey: optional(
    z
      .string()
      .refine((text) => text.length <= MAX_KEY && isPrintable(text), `must be 1 to ${MAX_KEY} printable characters`),
  ),
});

export function toBatch(operations: readonly Operation[]): Batch {
  const of = <K extends keyof Batch>(kind: K, wireName: string) =>
    operations.flatMap((operation, index) => {
      const asked = operation[kind];
      return asked === undefined ? [] : [{ ...asked, field: `operations[${index}].${wireName}` }];
    }) as unknown as Batch[K];
  return {
    putPolicy: of('putPolicy', 'put_policy'),
    deletePolicy: of('deletePolicy', 'delete_policy'),
    putMembership: of('putMembership', 'put_membership'),
    deleteMembership: of('deleteMembership', 'delete_membership'),
    putResource: of('putResource', 'put_resource'),
    deleteResource: of('deleteResource', 'delete_resource'),
  };
}

/** What `read` answers; what it throws is the text's fault. */
function readBy<T>(read: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof FrontierError)) throw error;
      for (const { description } of error.violations) context.addIssue({ code: 'custom', message: description });
      return z.NEVER;
    }
  });
}
