// The RPCs of API tokens, proto to domain and back.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { z } from 'zod';
import type { ServiceUserTokenSchema } from '../../../gen/raystack/frontier/v1beta1/api_tokens_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { parseDuration } from '../../config/index.js';
import { optional, parse, uuid } from '../../kernel/input.js';
import { parseObjectRef, refKey } from '../../kernel/object-ref.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import type { CredentialsDeps } from '../deps.js';
import { issueFields, ServiceUserInput, serviceUserFields } from '../input.js';
import { issuedFields } from '../issued-wire.js';
import type { ApiToken } from './api-token.js';
import { createToken } from './create-token.js';
import { deleteToken } from './delete-token.js';
import { listTokens } from './list-tokens.js';

type ApiTokensRpc = Pick<Handlers<typeof FrontierService>, 'createToken' | 'listTokens' | 'deleteToken'>;

const MOST_PERMISSIONS = 100;
const PERMISSION = /^[A-Za-z0-9._/:-]{1,255}$/;

const ttl = z
  .string()
  .transform((text) => parseDuration(text))
  .refine(
    (seconds) => seconds !== undefined,
    'must be a duration such as `90s`, `15m`, `12h`, `30d`, or a number of seconds',
  );

const CreateInput = z
  .object({
    ...issueFields,
    title: issueFields.title.min(1, 'is required, so that the token can be told from others'),
    permissions: z
      .array(
        z.string().regex(PERMISSION, 'must be the name of a permission, e.g. `Product:read` or `compute.order.get`'),
      )
      .min(1, 'must have at least one permission')
      .max(MOST_PERMISSIONS, `must have at most ${MOST_PERMISSIONS} permissions`),
    resource: z.string().transform((text) => (text === '' ? undefined : parseObjectRef(text, 'resource'))),
    ttl: optional(ttl),
  })
  .transform(({ orgId, ttl, ...given }) => ({ ...given, ttl, organization: orgId }));
const NameInput = z
  .object({ ...serviceUserFields, tokenId: uuid })
  .transform(({ orgId, ...given }) => ({ ...given, organization: orgId }));

export function apiTokensRpc(deps: CredentialsDeps): ApiTokensRpc {
  return {
    createToken: async (request, call) => {
      const { value, revision } = await createToken(deps, parse(CreateInput, request), callerOf(call));
      return { token: { ...tokenMessage(value), token: value.token.reveal(), isValid: true }, revision };
    },
    listTokens: async (request) => {
      const tokens = await listTokens(deps, parse(ServiceUserInput, request));
      return { tokens: tokens.map((token) => ({ ...tokenMessage(token), isValid: token.isValid })) };
    },
    deleteToken: async (request) => {
      const { revision } = await deleteToken(deps, parse(NameInput, request));
      return { revision };
    },
  };
}

function tokenMessage(token: ApiToken): MessageInitShape<typeof ServiceUserTokenSchema> {
  const { id, permissions, resource } = token;
  return {
    id,
    ...issuedFields(token),
    permissions: [...permissions],
    resource: resource === undefined ? '' : refKey(resource),
  };
}
