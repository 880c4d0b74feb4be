// Which permissions are enough for a question, object by object on the way up (decision rules 5a to 5c and 6).
import { OWNER } from './packed-grants.js';
import { append, createScratchList, itemsOf, type ScratchList } from './scratch-list.js';
import type { ObjectEntry, View } from './view.js';

/** Decision rule 5b: the types whose administrators hold everything below. */
const ADMINISTER: ReadonlyMap<string, string> = new Map([
  ['app/organization', 'app_organization_administer'],
  ['app/project', 'app_project_administer'],
  ['app/group', 'app_group_administer'],
]);
/** Decision rule 5c. */
const IMPLIED_BY: ReadonlyMap<string, string> = new Map([
  ['app_organization_get', 'app_organization_update'],
  ['app_project_get', 'app_project_update'],
]);

/** Fills the list anew with what is enough anywhere on the way. */
export function beginSufficient(sufficient: ScratchList<string>, permission: string): void {
  sufficient.count = 0;
  append(sufficient, permission);
  const implied = IMPLIED_BY.get(permission);
  if (implied !== undefined) append(sufficient, implied);
}

/** What is enough anywhere at or above any object: a role with none of these has nothing to do with the question. */
export function sufficientAnywhere(permission: string): readonly string[] {
  const sufficient = createScratchList<string>();
  beginSufficient(sufficient, permission);
  return [...itemsOf(sufficient), ...ADMINISTER.values()];
}

/** Adds what is enough at this object and above it; to be called on the way up, object by object. May add what is there already. */
export function addSufficientFrom(sufficient: ScratchList<string>, object: ObjectEntry): void {
  const administer = ADMINISTER.get(object.namespace);
  if (administer !== undefined) append(sufficient, administer);
}

/** Whether the role has any of these permissions; owners have all. Undefined when the role is not loaded. */
export function roleGives(view: View, role: number, sufficient: ScratchList<string>): boolean | undefined {
  if (role === OWNER) return true;
  const entry = view.role(role);
  if (entry === undefined) return undefined;
  if (entry === null) return false;
  const { items, count } = sufficient;
  for (let index = 0; index < count; index += 1) if (entry.permissions.has(items[index] as string)) return true;
  return false;
}
