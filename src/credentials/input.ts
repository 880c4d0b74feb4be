// Schemas that several requests of this area share.
import { z } from 'zod';
import { nameOrId, optional, timestamp, title, uuid } from '../kernel/input.js';

/** What names a service user in every request: its id, and its organization for those who give it. */
export const serviceUserFields = { id: uuid, orgId: optional(nameOrId) };

export const ServiceUserInput = z.object(serviceUserFields).transform(({ id, orgId }) => ({ id, organization: orgId }));

/** What a new secret and a new key have in common. */
export const issueFields = { ...serviceUserFields, title, expiresAt: timestamp };
