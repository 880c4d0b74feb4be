// Users: platform administrators only.
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { AccessRules } from '../../kernel/rpc.js';
import { SUPERUSER } from '../requirement.js';

type Rpcs = 'createUser' | 'listUsers' | 'getUser' | 'enableUser' | 'disableUser' | 'deleteUser';

export const usersAccess: Pick<AccessRules<typeof FrontierService>, Rpcs> = {
  createUser: SUPERUSER,
  listUsers: SUPERUSER,
  getUser: SUPERUSER,
  enableUser: SUPERUSER,
  disableUser: SUPERUSER,
  deleteUser: SUPERUSER,
};
