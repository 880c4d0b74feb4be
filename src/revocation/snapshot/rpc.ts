// The signed snapshot on the wire.
import { create } from '@bufbuild/protobuf';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { GetRevocationsResponseSchema } from '../../../gen/raystack/frontier/v1beta1/revocations_pb.js';
import type { Handlers } from '../../kernel/rpc.js';
import { keepSnapshot } from './keep-snapshot.js';
import type { SignSnapshotDeps } from './sign-snapshot.js';

export function snapshotRpc(deps: SignSnapshotDeps): Pick<Handlers<typeof FrontierService>, 'getRevocations'> {
  const current = keepSnapshot(deps);
  return {
    async getRevocations(_request, { meta }) {
      const { jwt, revision, tag } = await current();
      meta.reply('etag', `W/"${tag}"`);
      // It is for those who may see it, and whoever keeps it asks before using it again.
      meta.reply('cache-control', 'private, no-cache');
      return create(GetRevocationsResponseSchema, { jwt, revision });
    },
  };
}
