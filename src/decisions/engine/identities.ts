// Who a principal counts as: itself and every enabled group it is in, directly or through groups (decision rule 4).
import { type IdentityEntry, type ObjectEntry, type View, WIDE } from './view.js';

/** More identities than this are not walked: what they hold is asked object by object (`View.reach`). */
export const MAX_IDENTITIES = 64;

/** Scratch of one decision, used again by the next; index 0 is the principal itself, what lies at `count` and after is left over. */
export interface Identities {
  count: number;
  readonly entries: IdentityEntry[];
  /** Index of the identity that is a member of this one; -1 for the principal. */
  readonly from: number[];
  /** True: only the principal is listed, its groups are to be asked through `View.reach`. */
  wide: boolean;
  /** The view's when they were found, all of them; else none. */
  version: number;
}

const NO_VERSION = -1;

export function createIdentities(): Identities {
  return { count: 0, entries: [], from: [], wide: false, version: NO_VERSION };
}

/** Fills `identities` for a principal, unless they are of it already; false when something is missing. */
export function walkIdentities(view: View, principal: string, identities: Identities): boolean {
  const own = view.identity(principal);
  if (own === undefined) return false;
  if (identities.version === view.version && identities.entries[0] === own) return true;
  identities.version = NO_VERSION;
  const complete = walk(view, own, identities);
  if (complete) identities.version = view.version;
  return complete;
}

function walk(view: View, own: IdentityEntry, identities: Identities): boolean {
  identities.count = 0;
  identities.wide = false;
  identities.from[0] = -1;
  add(identities, own);
  let complete = true;
  for (let member = 0; member < identities.count; member += 1) {
    const entry = identities.entries[member] as IdentityEntry;
    const { groups } = entry;
    if (groups === WIDE || identities.count + groups.length > MAX_IDENTITIES) return goWide(identities);
    for (let index = 0; index < groups.length; index += 1) {
      const group = view.group(entry, index);
      if (group !== undefined && isAmong(identities, group)) continue;
      const counts = group && groupCounts(view, group);
      if (group === undefined || counts === undefined) complete = false;
      else if (counts) {
        identities.from[identities.count] = member;
        add(identities, group);
      }
    }
  }
  return complete;
}

/** -1 for what is not among them. */
export function indexOfIdentity({ entries, count }: Identities, key: string): number {
  for (let index = 0; index < count; index += 1) if (entries[index]?.key === key) return index;
  return -1;
}

function isAmong({ entries, count }: Identities, entry: IdentityEntry): boolean {
  for (let index = 0; index < count; index += 1) if (entries[index] === entry) return true;
  return false;
}

/** The groups from the principal up to that identity. */
export function groupsUpTo(identities: Identities, index: number): string[] {
  const groups: string[] = [];
  for (let at = index; at > 0; at = identities.from[at] as number) groups.unshift(keyOf(identities, at));
  return groups;
}

export function keyOf({ entries }: Identities, index: number): string {
  return (entries[index] as IdentityEntry).key;
}

/** Whether the node and the organization above it are enabled; undefined when either is not loaded. */
export function enabledWithOrganization(view: View, entry: ObjectEntry): boolean | undefined {
  if (!entry.enabled) return false;
  if (entry.parent === undefined) return true;
  const organization = view.parent(entry);
  return organization === undefined ? undefined : organization?.enabled === true;
}

function groupCounts(view: View, { object }: IdentityEntry): boolean | undefined {
  return object !== null && enabledWithOrganization(view, object);
}

/** How it comes to count, `from`, is the caller's to add. */
function add(identities: Identities, entry: IdentityEntry): void {
  identities.entries[identities.count] = entry;
  identities.count += 1;
}

function goWide(identities: Identities): boolean {
  identities.count = 1;
  identities.wide = true;
  return true;
}
