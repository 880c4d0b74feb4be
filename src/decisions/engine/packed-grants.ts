// The grants of one identity in one string of 16-bit codes: 40 bytes a grant and no object besides, so that warm principals stay small.

import type { Interner } from '../maps/interner.js';
import { codesUuid, uuidCodes } from './uuid-codes.js';

/** One policy as the store reads it. */
export interface GrantRow {
  readonly policyId: string;
  /** Null for the owner of a resource. */
  readonly roleId: string | null;
  readonly resourceNamespace: string;
  readonly resourceId: string;
}

/** Where the names are kept that packed grants hold numbers for. */
export interface GrantNames {
  readonly namespaces: Interner;
  readonly roles: Interner;
}

/** Grant after grant: resource id (8 codes), resource namespace (2), role (2), policy id (8). */
export type PackedGrants = string;

export const GRANT_CODES = 20;
const NAMESPACE = 8;
const ROLE = 10;
const POLICY = 12;

export const OWNER = -1;

export function packGrants(rows: readonly GrantRow[], { namespaces, roles }: GrantNames): PackedGrants {
  return rows.map((row) => packGrant(row, namespaces.number(row.resourceNamespace), roleNumber(row, roles))).join('');
}

function packGrant({ resourceId, policyId }: GrantRow, namespace: number, role: number): string {
  return uuidCodes(resourceId) + numberCodes(namespace) + numberCodes(role) + uuidCodes(policyId);
}

function roleNumber({ roleId }: GrantRow, roles: Interner): number {
  return roleId === null ? OWNER : roles.number(roleId);
}

/** An object as packed grants name it. */
export interface PackedResource {
  /** Its id as codes. */
  readonly codes: string;
  readonly namespaceNumber: number;
}

/** The offset of the next grant at that resource, at or after `from`; -1 when there is none. */
export function nextGrantAt(packed: PackedGrants, { codes, namespaceNumber }: PackedResource, from: number): number {
  const first = codes.charCodeAt(0);
  for (let at = from; at < packed.length; at += GRANT_CODES) {
    // The first code of a random id tells nearly always.
    if (packed.charCodeAt(at) === first && packed.startsWith(codes, at)) {
      if (numberAt(packed, at + NAMESPACE) === namespaceNumber) return at;
    }
  }
  return -1;
}

/** The role's number, or OWNER. */
export function grantRole(packed: PackedGrants, at: number): number {
  return numberAt(packed, at + ROLE);
}

export function grantPolicyId(packed: PackedGrants, at: number): string {
  return codesUuid(packed, at + POLICY);
}

/** 32 bits, signed. */
function numberCodes(number: number): string {
  return String.fromCharCode(number >>> 16, number & 0xffff);
}

function numberAt(packed: PackedGrants, at: number): number {
  return (packed.charCodeAt(at) << 16) | packed.charCodeAt(at + 1);
}
