// Roles, permissions and the names of objects; those that do not exist as well.

import type { RoleEntry } from '../engine/view.js';
import type { PermissionRow } from '../load/store.js';
import type { EntryMap, MapContext } from './entry-map.js';
import { createRecentMap, type Marked } from './recent-map.js';

export interface NameMaps extends EntryMap {
  role(number: number): RoleEntry | null | undefined;
  /** The namespace of a defined permission; null when it is not defined; undefined when missing. */
  permission(slug: string): string | null | undefined;
  /** Every defined permission, by slug; undefined when missing. */
  everyPermission(): readonly PermissionRow[] | undefined;
  /** The id an object's name stands for; null for nothing; undefined when missing. */
  named(key: string): string | null | undefined;
}

/** Enough for every defined permission at any setting; the bound is against made-up slugs. */
const MIN_PERMISSIONS = 10_000;

export function createNameMaps({ entries, missing, roles }: MapContext): NameMaps {
  const permissions = createRecentMap<{ namespace: string | null } & Marked>(Math.max(entries, MIN_PERMISSIONS));
  const names = createRecentMap<{ id: string | null } & Marked>(entries);
  const roleEntries = new Map<number, RoleEntry | null>();
  let everyPermission: readonly PermissionRow[] | undefined;

  return {
    role(number) {
      const entry = roleEntries.get(number);
      if (entry === undefined) missing.roles.add(roles.name(number));
      return entry;
    },
    permission(slug) {
      const entry = permissions.get(slug);
      if (entry === undefined) missing.permissions.add(slug);
      return entry?.namespace;
    },
    everyPermission() {
      if (everyPermission === undefined) missing.lists.add('permissions');
      return everyPermission;
    },
    named(key) {
      const entry = names.get(key);
      if (entry === undefined) missing.names.add(key);
      return entry?.id;
    },
    install(wanted, loaded) {
      for (const id of wanted.roles) roleEntries.set(roles.number(id), null);
      for (const { id, permissions: slugs } of loaded.roles)
        roleEntries.set(roles.number(id), { id, permissions: new Set(slugs) });
      for (const slug of wanted.permissions) permissions.set(slug, { namespace: null, recent: false });
      for (const { slug, namespace } of loaded.permissions) permissions.set(slug, { namespace, recent: false });
      if (wanted.everyPermission) everyPermission = [...loaded.permissions].sort(bySlug);
      for (const key of wanted.names) names.set(key, { id: null, recent: false });
      for (const { key, id } of loaded.names) names.set(key, { id, recent: false });
    },
    drop({ kind, key }) {
      if (kind === 'role') roleEntries.delete(roles.number(key));
      else if (kind === 'name') names.delete(key);
      else if (kind === 'permission') {
        permissions.delete(key);
        everyPermission = undefined;
      }
    },
    clear() {
      for (const map of [permissions, names, roleEntries]) map.clear();
      everyPermission = undefined;
    },
    sizes: () => ({ roles: roleEntries.size, permissions: permissions.size(), names: names.size() }),
  };
}

function bySlug(a: PermissionRow, b: PermissionRow): number {
  return a.slug < b.slug ? -1 : 1;
}
