// What an OAuth endpoint is: parameters to the message of an RPC, and its answer to a body.
import type { Message } from '@bufbuild/protobuf';
import type { HttpRequest } from '../door.js';
import type { Method } from '../method.js';
import type { Body } from './answers.js';
import type { OAuthParameters } from './parameters.js';

export interface OAuthRequest {
  readonly parameters: OAuthParameters;
  /** False: `client_id`, if given, is all that is known of the client. */
  readonly authenticated: boolean;
  readonly request: HttpRequest;
}

export interface Endpoint {
  readonly path: string;
  readonly method: Method;
  /** Takes an access token in place of client authentication. */
  readonly bearer: boolean;
  /** Throws invalid_argument for what is missing. */
  message(request: OAuthRequest): Message;
  /** Undefined: an empty body. */
  body(answer: Message): Body | undefined;
}
