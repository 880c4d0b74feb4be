// Who may end a token that was issued to somebody else.
import { PLATFORM } from '../kernel/object-ref.js';
import { type Principal, SERVICE_USER } from '../kernel/principal.js';
import type { Holds } from '../permissions/index.js';

/** Who may delete the credential: whoever manages the service users of its organization, and platform administrators. */
export async function mayEnd(holds: Holds, serviceUserId: string, caller: Principal): Promise<boolean> {
  const serviceUser = { namespace: SERVICE_USER, id: serviceUserId };
  return (
    (await holds(caller, 'app_organization_serviceusermanage', serviceUser)) ||
    (await holds(caller, 'app_platform_superuser', PLATFORM))
  );
}
