// A policy: a role granted to a principal at a resource, and the rules of who may be granted what where.
import { invalidField } from '../../kernel/errors.js';
import { isUuid, nameOrId } from '../../kernel/input.js';
import { type ObjectRef, PLATFORM, parseObjectRef } from '../../kernel/object-ref.js';
import { isPrincipalRef, type PrincipalRef, USER } from '../../kernel/principal.js';
import { isCustomType } from '../type-tree.js';

export interface PolicyDraft {
  /** Id for the policy, should it be new. */
  readonly id: string;
  readonly roleId: string;
  readonly place: Place;
  readonly principal: PrincipalRef;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
}

export interface Policy {
  /** UUID. */
  readonly id: string;
  /** Null for the owner of a resource, who holds every permission of the types at and below it. */
  readonly roleId: string | null;
  readonly resource: ObjectRef;
  readonly principal: ObjectRef;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** All that are given must hold. */
export interface PolicyFilter {
  readonly resource?: ObjectRef | undefined;
  readonly principal?: ObjectRef | undefined;
  readonly roleId?: string | undefined;
}

/** An object that policies may be made at, and where it lies in the tree. */
export interface Place {
  readonly ref: ObjectRef;
  /** Null for the platform. */
  readonly orgId: string | null;
  /** Null above projects. */
  readonly projectId: string | null;
}

/** The organization that a principal belongs to: null for users and for the platform's own service users. */
export interface Home {
  readonly orgId: string | null;
}

/** Decision rule 9: a user may be granted anything anywhere, a service user or group only within its own organization. */
export function mayReceive(principal: PrincipalRef, home: Home, place: Place): boolean {
  return principal.namespace === USER || home.orgId === place.orgId;
}

/** Decision rule 9: an organization's role only within that organization, a platform role anywhere. */
export function mayBeGrantedAt(role: { readonly orgId: string | null }, place: Place): boolean {
  return role.orgId === null || role.orgId === place.orgId;
}

const NAMED = ['app/organization', 'app/project'];

/**
 * What a policy may be made at, out of a request: organizations and projects by id or name, the rest by id.
 * Throws invalid_argument with `field`.
 */
export function parsePlace(text: string, field: string): ObjectRef {
  const ref = parseObjectRef(text, field);
  if (ref.namespace === PLATFORM.namespace) {
    if (ref.id !== PLATFORM.id) throw invalidField(field, 'must be `app/platform:platform`');
  } else if (NAMED.includes(ref.namespace)) {
    if (!nameOrId.safeParse(ref.id).success) throw invalidField(field, 'must name a UUID in lower case or a name');
  } else if (ref.namespace !== 'app/group' && !isCustomType(ref.namespace)) {
    throw invalidField(field, 'must be an organization, a project, a group, a resource or the platform');
  } else if (!isUuid(ref.id)) {
    throw invalidField(field, 'must name a UUID in lower case');
  }
  return ref;
}

/** Throws invalid_argument with `field`. */
export function parsePrincipal(text: string, field: string): PrincipalRef {
  const ref = parseObjectRef(text, field);
  if (!isPrincipalRef(ref)) throw invalidField(field, 'must be `app/user:ID`, `app/serviceuser:ID` or `app/group:ID`');
  if (!isUuid(ref.id)) throw invalidField(field, 'must name a UUID in lower case');
  return ref;
}
