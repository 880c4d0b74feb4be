// The RPCs of secrets, proto to domain and back.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { z } from 'zod';
import type { SecretCredentialSchema } from '../../../gen/raystack/frontier/v1beta1/credentials_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { parse, uuid } from '../../kernel/input.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import type { CredentialsDeps } from '../deps.js';
import { issueFields, ServiceUserInput, serviceUserFields } from '../input.js';
import type { Issued } from '../issued.js';
import { issuedFields } from '../issued-wire.js';
import { createSecret } from './create-secret.js';
import { deleteSecret } from './delete-secret.js';
import { getSecret } from './get-secret.js';
import { listSecrets } from './list-secrets.js';

type SecretsRpc = Pick<Handlers<typeof FrontierService>, 'createSecret' | 'listSecrets' | 'getSecret' | 'deleteSecret'>;

const CreateInput = z.object(issueFields).transform(({ orgId, ...given }) => ({ ...given, organization: orgId }));
const NameInput = z
  .object({ ...serviceUserFields, secretId: uuid })
  .transform(({ orgId, ...given }) => ({ ...given, organization: orgId }));

export function secretsRpc(deps: CredentialsDeps): SecretsRpc {
  return {
    createSecret: async (request, call) => {
      const { value, revision } = await createSecret(deps, parse(CreateInput, request), callerOf(call));
      return { secret: { ...secretMessage(value), secret: value.secret.reveal() }, revision };
    },
    listSecrets: async (request) => ({
      secrets: (await listSecrets(deps, parse(ServiceUserInput, request))).map(secretMessage),
    }),
    getSecret: async (request) => ({ secret: secretMessage(await getSecret(deps, parse(NameInput, request))) }),
    deleteSecret: async (request) => {
      const { revision } = await deleteSecret(deps, parse(NameInput, request));
      return { revision };
    },
  };
}

function secretMessage(secret: Issued): MessageInitShape<typeof SecretCredentialSchema> {
  return { id: secret.id, ...issuedFields(secret) };
}
