// The OAuth endpoints: parameters to the messages of the RPCs of tokens, and their answers to what the RFCs have.
import { create, type Message } from '@bufbuild/protobuf';
import { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import {
  AuthTokenRequestSchema,
  type AuthTokenResponse,
  IntrospectTokenRequestSchema,
  type IntrospectTokenResponse,
  IntrospectTokenResponseSchema,
  RevokeTokenRequestSchema,
} from '../../../gen/raystack/frontier/v1beta1/tokens_pb.js';
import { invalidField } from '../../kernel/errors.js';
import { type OAuthRpc, tokensAccess } from '../../tokens/index.js';
import type { Method } from '../method.js';
import { headerOf } from '../rest/call-meta.js';
import { writeMessage } from '../rest/message-json.js';
import type { Body } from './answers.js';
import type { Endpoint, OAuthRequest } from './endpoint.js';
import type { OAuthParameters } from './parameters.js';

const JSON_TYPE = 'application/json';
/** RFC 9701 §4. */
const SIGNED_TYPE = 'application/token-introspection+jwt';

/** Logs and metrics tell their calls from those of the RPCs: `OAuth/Token`. */
export function oauthEndpoints(rpc: OAuthRpc): readonly Endpoint[] {
  return [tokenEndpoint(rpc), introspectionEndpoint(rpc), revocationEndpoint(rpc)];
}

/** Public, because a grant may be all the proof there is (RFC 7521 §4.1): the handler authenticates. */
function tokenEndpoint(rpc: OAuthRpc): Endpoint {
  const descriptor = FrontierService.method.authToken;
  return {
    path: '/oauth2/token',
    method: {
      name: 'OAuth/Token',
      descriptor,
      access: tokensAccess.authToken as Method['access'],
      handle: rpc.authToken as Method['handle'],
    },
    bearer: false,
    message: tokenMessage,
    body: (answer) => tokenBody(answer as AuthTokenResponse),
  };
}

function introspectionEndpoint(rpc: OAuthRpc): Endpoint {
  const descriptor = FrontierService.method.introspectToken;
  const handle = rpc.introspectToken as Method['handle'];
  return {
    path: '/oauth2/introspect',
    method: { name: 'OAuth/Introspect', descriptor, access: tokensAccess.introspectToken as Method['access'], handle },
    bearer: true,
    message: ({ parameters, request }) => {
      const signed = (headerOf(request, 'accept') ?? '').toLowerCase().includes(SIGNED_TYPE);
      return create(IntrospectTokenRequestSchema, { token: tokenOf(parameters), signed });
    },
    body: (answer) => introspectionBody(answer as IntrospectTokenResponse),
  };
}

function revocationEndpoint(rpc: OAuthRpc): Endpoint {
  const descriptor = FrontierService.method.revokeToken;
  const handle = rpc.revokeToken as Method['handle'];
  return {
    path: '/oauth2/revoke',
    method: { name: 'OAuth/Revoke', descriptor, access: tokensAccess.revokeToken as Method['access'], handle },
    bearer: false,
    message: ({ parameters }) => create(RevokeTokenRequestSchema, { token: tokenOf(parameters) }),
    // RFC 7009 §2.2: the content of the answer is of no interest to the client.
    body: () => undefined,
  };
}

function tokenMessage({ parameters, authenticated }: OAuthRequest): Message {
  const { one, all } = parameters;
  if (one('grant_type') === '') throw invalidField('grant_type', 'is required');
  return create(AuthTokenRequestSchema, {
    grantType: one('grant_type'),
    clientId: authenticated ? '' : one('client_id'),
    assertion: one('assertion'),
    scope: one('scope'),
    resource: [...all('resource')],
    audience: [...all('audience')],
    subjectToken: one('subject_token'),
    subjectTokenType: one('subject_token_type'),
    actorToken: one('actor_token'),
    actorTokenType: one('actor_token_type'),
    requestedTokenType: one('requested_token_type'),
  });
}

/** RFC 7662 §2.1, RFC 7009 §2.1. */
function tokenOf({ one }: OAuthParameters): string {
  const token = one('token');
  if (token === '') throw invalidField('token', 'is required');
  return token;
}

/** RFC 6749 §5.1, RFC 8693 §2.2.1. */
function tokenBody(answer: AuthTokenResponse): Body {
  const { accessToken, tokenType, expiresIn, scope, issuedTokenType } = answer;
  const members = {
    access_token: accessToken,
    ...(issuedTokenType !== undefined && { issued_token_type: issuedTokenType }),
    token_type: tokenType,
    expires_in: expiresIn,
    ...(scope !== undefined && { scope }),
  };
  return { type: JSON_TYPE, text: JSON.stringify(members) };
}

function introspectionBody(answer: IntrospectTokenResponse): Body {
  if (answer.jwt !== undefined) return { type: SIGNED_TYPE, text: answer.jwt };
  return { type: JSON_TYPE, text: writeMessage(IntrospectTokenResponseSchema, answer) };
}
