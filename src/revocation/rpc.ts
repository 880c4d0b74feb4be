// What is revoked on the wire, as it comes and as a whole.
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { Handlers } from '../kernel/rpc.js';
import { snapshotRpc } from './snapshot/rpc.js';
import type { SignSnapshotDeps } from './snapshot/sign-snapshot.js';
import { watchRpc } from './watch/rpc.js';
import type { WatchRevocationsDeps } from './watch/watch-revocations.js';

export function revocationRpc(
  deps: WatchRevocationsDeps & SignSnapshotDeps,
): Pick<Handlers<typeof FrontierService>, 'watchRevocations' | 'getRevocations'> {
  return { ...watchRpc(deps), ...snapshotRpc(deps) };
}
