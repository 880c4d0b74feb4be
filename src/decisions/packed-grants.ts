// The grants of one identity in one block of 32-bit words: 40 bytes a grant, so that warm principals stay below 1 KB.
import type { Interner } from './interner.js';
import { uuidWords, type Words, wordsUuid } from './uuid-words.js';

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

/** Resource id (4 words), resource namespace, role, policy id (4 words). */
export const GRANT_WORDS = 10;
const NAMESPACE = 4;
const ROLE = 5;
const POLICY = 6;

export const OWNER = -1;

export function packGrants(rows: readonly GrantRow[], names: GrantNames): Int32Array {
  const packed = new Int32Array(rows.length * GRANT_WORDS);
  rows.forEach((row, index) => {
    const at = index * GRANT_WORDS;
    packed.set(uuidWords(row.resourceId), at);
    packed[at + NAMESPACE] = names.namespaces.number(row.resourceNamespace);
    packed[at + ROLE] = row.roleId === null ? OWNER : names.roles.number(row.roleId);
    packed.set(uuidWords(row.policyId), at + POLICY);
  });
  return packed;
}

/** An object as packed grants name it. */
export interface PackedResource {
  readonly words: Words;
  readonly namespaceNumber: number;
}

/** The offset of the next grant at that resource, at or after `from`; -1 when there is none. */
export function nextGrantAt(packed: Int32Array, resource: PackedResource, from: number): number {
  const [first, second, third, fourth] = resource.words;
  for (let at = from; at < packed.length; at += GRANT_WORDS) {
    if (
      packed[at] === first &&
      packed[at + 1] === second &&
      packed[at + 2] === third &&
      packed[at + 3] === fourth &&
      packed[at + NAMESPACE] === resource.namespaceNumber
    )
      return at;
  }
  return -1;
}

/** The role's number, or OWNER. */
export function grantRole(packed: Int32Array, at: number): number {
  return packed[at + ROLE] as number;
}

export function grantPolicyId(packed: Int32Array, at: number): string {
  return wordsUuid(packed, at + POLICY);
}
