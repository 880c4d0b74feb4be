// The RPCs of keys, proto to domain and back.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { z } from 'zod';
import type {
  KeyCredentialSchema,
  ServiceUserJWKSchema,
} from '../../../gen/raystack/frontier/v1beta1/credentials_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { andThen } from '../../kernel/awaitable.js';
import { parse, uuid } from '../../kernel/input.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import { type Algorithm, publishedJwk } from '../../signing/index.js';
import type { CredentialsDeps } from '../deps.js';
import { issueFields, ServiceUserInput, serviceUserFields } from '../input.js';
import { issuedFields } from '../issued-wire.js';
import { type CreatedKey, createKey } from './create-key.js';
import { deleteKey } from './delete-key.js';
import { getKey } from './get-key.js';
import type { Key } from './key.js';
import { listKeys } from './list-keys.js';

type KeysRpc = Pick<Handlers<typeof FrontierService>, 'createKey' | 'listKeys' | 'getKey' | 'deleteKey'>;

const CreateInput = z
  .object({ ...issueFields, algorithm: z.string(), publicKey: z.string() })
  .transform(({ orgId, ...given }) => ({ ...given, organization: orgId }));
const DeleteInput = z
  .object({ ...serviceUserFields, keyId: uuid })
  .transform(({ orgId, ...given }) => ({ ...given, organization: orgId }));
const GetInput = z.object({ id: uuid, keyId: uuid });

/** Upstream knows `sv_rsa` only; the others are ours. */
const TYPES: Readonly<Record<Algorithm['kty'], string>> = { RSA: 'sv_rsa', EC: 'sv_ec', OKP: 'sv_okp' };

export function keysRpc(deps: CredentialsDeps): KeysRpc {
  return {
    createKey: async (request, call) => {
      const { value, revision } = await createKey(deps, parse(CreateInput, request), callerOf(call));
      return { key: createdMessage(value), revision };
    },
    listKeys: async (request) => ({ keys: (await listKeys(deps, parse(ServiceUserInput, request))).map(keyMessage) }),
    getKey: (request) => andThen(getKey(deps, parse(GetInput, request)), (key) => ({ keys: [key] })),
    deleteKey: async (request) => {
      const { revision } = await deleteKey(deps, parse(DeleteInput, request));
      return { revision };
    },
  };
}

function createdMessage(key: CreatedKey): MessageInitShape<typeof KeyCredentialSchema> {
  return {
    type: TYPES[key.algorithm.kty],
    kid: key.id,
    principalId: key.serviceUserId,
    privateKey: key.privateKey?.reveal() ?? '',
  };
}

function keyMessage(key: Key): MessageInitShape<typeof ServiceUserJWKSchema> {
  const jwk = publishedJwk(key.publicJwk, key.id, key.algorithm);
  return {
    id: key.id,
    principalId: key.serviceUserId,
    publicKey: JSON.stringify({ keys: [jwk] }),
    ...issuedFields(key),
  };
}
