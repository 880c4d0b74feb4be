// What one call is to put and to delete, sorted by kind; each with its place in the request, for errors.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { PrincipalRef } from '../../kernel/principal.js';

interface Asked {
  /** E.g. `operations[3].put_policy`. */
  readonly field: string;
}

export interface AskedPolicy extends Asked {
  /** UUID or name. */
  readonly roleId: string;
  /** Organizations and projects by id or name. */
  readonly resource: ObjectRef;
  readonly principal: PrincipalRef;
}

export interface AskedMembership extends Asked {
  readonly groupId: string;
  readonly member: PrincipalRef;
}

export interface AskedResource extends Asked {
  readonly id: string;
  /** UUID or name. */
  readonly projectId: string;
  readonly namespace: string;
  readonly name: string;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly parent: ObjectRef | undefined;
  readonly owner: PrincipalRef | undefined;
}

export interface AskedDeletion extends Asked {
  readonly id: string;
}

export interface Batch {
  readonly putPolicy: readonly AskedPolicy[];
  readonly deletePolicy: readonly AskedPolicy[];
  readonly putMembership: readonly AskedMembership[];
  readonly deleteMembership: readonly AskedMembership[];
  readonly putResource: readonly AskedResource[];
  readonly deleteResource: readonly AskedDeletion[];
}
