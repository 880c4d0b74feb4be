// Loads grants as a client would: by ApplyGrants, 5,000 in a call.
import { create } from '@bufbuild/protobuf';
import { ApplyGrantsRequestSchema } from '../../../gen/raystack/frontier/v1beta1/grants_pb.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { systemRandom } from '../../../src/kernel/random.js';
import { applyGrantsRpc } from '../../../src/permissions/apply-grants/rpc.js';
import { sqlPermissionStores } from '../../../src/permissions/index.js';
import type { Database } from '../../../src/storage/index.js';
import { grantOf } from './grants.js';
import { READER } from './tree-sql.js';

const PER_CALL = 5_000;

export interface Range {
  readonly organizations: number;
  /** Numbers of the first grant, and of the first that is not to be loaded. */
  readonly from: number;
  readonly to: number;
}

/** Answers how many were loaded a second; throws when one was there already. */
export async function loadGrants(db: Database, { organizations, from, to }: Range): Promise<number> {
  const { grants } = sqlPermissionStores(db);
  const { applyGrants } = applyGrantsRpc({ grants, clock: systemClock, random: systemRandom });
  const began = performance.now();
  for (let start = from; start < to; start += PER_CALL) {
    const count = Math.min(PER_CALL, to - start);
    const operations = Array.from({ length: count }, (_, index) => {
      const value = { roleId: READER, ...grantOf(start + index, organizations) };
      return { operation: { case: 'putPolicy' as const, value } };
    });
    // The handler asks nothing of the call.
    const { applied } = await applyGrants(create(ApplyGrantsRequestSchema, { operations }), {} as never);
    if (applied !== count) throw new Error(`${applied} of ${count} grants were new`);
  }
  return ((to - from) / (performance.now() - began)) * 1e3;
}
