// The lookup store on Postgres: a look is one snapshot, in which first the places are read, then what is in them.
import type { Database } from '../../storage/index.js';
import { LOOKUP_LIMITS, type LookupLimits } from './limits.js';
import { resourceCandidates } from './resource-candidates-sql.js';
import type { LookupStore } from './store.js';
import { subjectCandidates } from './subject-candidates-sql.js';

export function sqlLookupStore(db: Database, limits: LookupLimits = LOOKUP_LIMITS): LookupStore {
  const snapshot = <T>(work: (snapshot: Database) => Promise<T>) =>
    db.transaction().setIsolationLevel('repeatable read').execute(work);

  return {
    resources: (principal, wish, window) =>
      snapshot((snapshot) => resourceCandidates(snapshot, { principal, wish, window, limits })),
    subjects: (object, wish, window) =>
      snapshot((snapshot) => subjectCandidates(snapshot, { object, wish, window, limits })),
    async hasResources(namespace) {
      const row = await db
        .selectFrom('resources')
        .select('id')
        .where('namespace', '=', namespace)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
