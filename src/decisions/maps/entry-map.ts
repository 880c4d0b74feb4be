// What every read-through map can do besides being asked.

import type { Loaded, RevisedChange, Wanted } from '../load/store.js';
import type { Interner } from './interner.js';
import type { Missing } from './missing.js';

export interface EntryMap {
  /** Puts in what a load found, and that the rest of what it wanted does not exist. */
  install(wanted: Wanted, loaded: Loaded): void;
  /** Drops exactly the entries that the change makes stale. */
  drop(change: RevisedChange): void;
  clear(): void;
  sizes(): Readonly<Record<string, number>>;
}

/** What the maps share. */
export interface MapContext {
  /** The most entries a map holds; the least recently used leaves first. */
  readonly entries: number;
  readonly missing: Missing;
  readonly namespaces: Interner;
  readonly roles: Interner;
}
