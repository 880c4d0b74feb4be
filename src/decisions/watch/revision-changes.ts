// What one revision changed, as watchers are told of it.
import type { Change } from '../../storage/index.js';
import type { RevisedChange } from '../load/store.js';

export interface RevisionChanges {
  readonly revision: number;
  readonly changes: readonly Change[];
}

/** Changes in the order of their revisions, by revision. */
export function byRevision(changes: readonly RevisedChange[]): RevisionChanges[] {
  const revisions: { revision: number; changes: Change[] }[] = [];
  for (const { revision, kind, key } of changes) {
    const last = revisions.at(-1);
    if (last?.revision === revision) last.changes.push({ kind, key });
    else revisions.push({ revision, changes: [{ kind, key }] });
  }
  return revisions;
}
