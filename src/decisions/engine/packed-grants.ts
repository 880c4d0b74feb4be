// The grants of one identity in one string of 16-bit codes: 40 bytes a grant and no object besides, so that warm principals stay small.

import type { Interner } from '../maps/interner.js';
import { codesUuid, uuidCodes } from './uuid-codes.js';
import type { UuidWords } from './uuid-words.js';

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

/**
 * First of each grant the first code of its resource's id, which tells them apart nearly always: a search reads these, side by side.
 * Then grant after grant: the rest of the resource's id (7 codes), its namespace (2), role (2), policy id (8).
 */
export type PackedGrants = string;

const CODES = 20;
const REST = CODES - 1;
const NAMESPACE = 7;
const ROLE = 9;
const POLICY = 11;

export const OWNER = -1;

export function packGrants(rows: readonly GrantRow[], { namespaces, roles }: GrantNames): PackedGrants {
  const resources = rows.map(({ resourceId }) => uuidCodes(resourceId));
  const rests = rows.map((row, index) => {
    const names = numberCodes(namespaces.number(row.resourceNamespace)) + numberCodes(roleNumber(row, roles));
    return resources[index]?.slice(1) + names + uuidCodes(row.policyId);
  });
  return [...resources.map((codes) => codes.charAt(0)), ...rests].join('');
}

function roleNumber({ roleId }: GrantRow, roles: Interner): number {
  return roleId === null ? OWNER : roles.number(roleId);
}

/** An object as packed grants name it. */
export interface PackedResource extends UuidWords {
  readonly namespaceNumber: number;
}

/** The number of the next grant at that resource, at or after `from`; -1 when there is none. */
export function nextGrantAt(packed: PackedGrants, at: PackedResource, from: number): number {
  const count = packed.length / CODES;
  const first = at.a >>> 16;
  for (let grant = from; grant < count; grant += 1)
    if (packed.charCodeAt(grant) === first && isGrantAt(packed, restOf(packed, grant), at)) return grant;
  return -1;
}

/** Whether what follows the first code fits, too. */
function isGrantAt(packed: PackedGrants, rest: number, { a, b, c, d, namespaceNumber }: PackedResource): boolean {
  return (
    packed.charCodeAt(rest) === (a & 0xffff) &&
    numberAt(packed, rest + 1) === b &&
    numberAt(packed, rest + 3) === c &&
    numberAt(packed, rest + 5) === d &&
    numberAt(packed, rest + NAMESPACE) === namespaceNumber
  );
}

/**
 * A bit for each resource that grants are at, by its first code, of 128: `mayBeAt` tells from it of most resources that none is,
 * without a look at the grants.
 */
export interface Sieve {
  readonly sieve0: number;
  readonly sieve1: number;
  readonly sieve2: number;
  readonly sieve3: number;
}

export function sieveOf(packed: PackedGrants): Sieve {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  for (let grant = 0; grant < packed.length / CODES; grant += 1) {
    const code = packed.charCodeAt(grant);
    words[(code >>> 5) & 3] = (words[(code >>> 5) & 3] as number) | (1 << (code & 31));
  }
  const [sieve0, sieve1, sieve2, sieve3] = words;
  return { sieve0, sieve1, sieve2, sieve3 };
}

/** False when there is no grant at that resource; true when there may be. */
export function mayBeAt({ sieve0, sieve1, sieve2, sieve3 }: Sieve, { a }: PackedResource): boolean {
  const code = a >>> 16;
  const low = code & 32 ? sieve1 : sieve0;
  const high = code & 32 ? sieve3 : sieve2;
  return (((code & 64 ? high : low) >>> (code & 31)) & 1) === 1;
}

/** The role's number, or OWNER. */
export function grantRole(packed: PackedGrants, grant: number): number {
  return numberAt(packed, restOf(packed, grant) + ROLE);
}

export function grantPolicyId(packed: PackedGrants, grant: number): string {
  return codesUuid(packed, restOf(packed, grant) + POLICY);
}

function restOf(packed: PackedGrants, grant: number): number {
  return packed.length / CODES + grant * REST;
}

/** 32 bits, signed. */
function numberCodes(number: number): string {
  return String.fromCharCode(number >>> 16, number & 0xffff);
}

function numberAt(packed: PackedGrants, at: number): number {
  return (packed.charCodeAt(at) << 16) | packed.charCodeAt(at + 1);
}
