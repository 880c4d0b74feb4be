// Who may call the RPCs of platform administrators: only they.
import type { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { AccessRules } from '../../kernel/rpc.js';
import { SUPERUSER } from '../../organizations/index.js';

type PlatformAccess = Pick<
  AccessRules<typeof AdminService>,
  'addPlatformUser' | 'listPlatformUsers' | 'removePlatformUser'
>;

export const platformAccess: PlatformAccess = {
  addPlatformUser: SUPERUSER,
  listPlatformUsers: SUPERUSER,
  removePlatformUser: SUPERUSER,
};
