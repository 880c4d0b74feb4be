// Who may apply grants in bulk: platform administrators, since it asks for no right at each object.
import type { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { AccessRules } from '../../kernel/rpc.js';
import { SUPERUSER } from '../../organizations/index.js';

export const applyGrantsAccess: Pick<AccessRules<typeof AdminService>, 'applyGrants'> = { applyGrants: SUPERUSER };
