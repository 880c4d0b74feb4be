// Watching on the wire: proto to revisions and back.
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { Handlers } from '../../kernel/rpc.js';
import { type Change, formatRevision } from '../../storage/index.js';
import { parseRevision } from '../feed/freshness.js';
import { type WatchDeps, watchChanges } from './watch-changes.js';

/** What fits into a message with room to spare. */
const MOST_CHARACTERS = 1_000_000;
const TOO_MUCH: readonly Change[] = [{ kind: 'everything', key: '' }];

export function watchRpc(deps: WatchDeps): Pick<Handlers<typeof FrontierService>, 'watchChanges'> {
  return {
    async *watchChanges({ fromRevision }, { meta }) {
      const from = fromRevision === '' ? undefined : parseRevision(fromRevision, 'from_revision');
      const signal = meta.signal ?? new AbortController().signal;
      for await (const { revision, changes } of watchChanges(deps, from, signal)) {
        const characters = changes.reduce((sum, { key }) => sum + key.length, 0);
        yield {
          revision: formatRevision(revision),
          changes: characters > MOST_CHARACTERS ? [...TOO_MUCH] : [...changes],
        };
      }
    },
  };
}
