// Watching revocations on the wire: proto to entries and back.
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { parseRevision } from '../../decisions/index.js';
import type { Handlers } from '../../kernel/rpc.js';
import { formatRevision } from '../../storage/index.js';
import { type WatchRevocationsDeps, watchRevocations } from './watch-revocations.js';

export function watchRpc(deps: WatchRevocationsDeps): Pick<Handlers<typeof FrontierService>, 'watchRevocations'> {
  return {
    async *watchRevocations({ fromRevision }, { meta }) {
      const from = fromRevision === '' ? undefined : parseRevision(fromRevision, 'from_revision');
      const signal = meta.signal ?? new AbortController().signal;
      for await (const { revision, revoked } of watchRevocations(deps, from, signal))
        yield {
          revision: formatRevision(revision),
          revocations: revoked.map(({ kind, key, generation, expiresAt }) => ({
            kind,
            key,
            generation,
            expiresAt: timestampFromMs(expiresAt),
          })),
        };
    },
  };
}
