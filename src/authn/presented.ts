// What a call presents to prove who calls: read from its headers once, believed in nothing.
import {
  type PresentedSecret,
  type PresentedToken,
  type ProvenSecret,
  type ProvenSecrets,
  parseAuthorization,
  parseBasic,
  parseToken,
  refused,
  tokenKindOf,
} from '../credentials/index.js';
import type { BodyClient, CallMeta } from '../kernel/rpc.js';
import { type Jws, parseJws } from '../signing/index.js';
import type { VerifiedToken, VerifiedTokens } from '../tokens/index.js';

export type Presented =
  /** `header`: the whole of Authorization, where it came so; for tokens that are no JWT, too. */
  | { readonly scheme: 'basic'; readonly client: PresentedSecret; readonly header?: string }
  /** `token`: as it was presented. */
  | { readonly scheme: 'bearer'; readonly token: string; readonly jws: Jws }
  /** The same text has been an access token of ours before; whether it is one still is for the resolver to ask. */
  | { readonly scheme: 'verified'; readonly token: VerifiedToken }
  | { readonly scheme: 'token'; readonly token: PresentedToken; readonly header?: string }
  /** The same header was proved before, as one of the two above; whether it still counts is for the resolver to ask. */
  | { readonly scheme: 'proven'; readonly proven: ProvenSecret; readonly header: string }
  /** `clientId` is empty when the client is named by the assertion alone. */
  | { readonly scheme: 'assertion'; readonly clientId: string; readonly jws: Jws };

export interface PresentedDeps {
  /** In lower case: a header that the admin token may come in. */
  readonly adminTokenHeader?: string | undefined;
  readonly verified?: Pick<VerifiedTokens, 'find'>;
  readonly proven?: Pick<ProvenSecrets, 'find'>;
}

/**
 * Undefined when the call presents nothing. Throws unauthenticated when it cannot be read, or when it presents two different
 * things: which of them should count must not depend on an order. Identity headers of proxies are not looked at.
 */
export function presented(meta: CallMeta, deps: PresentedDeps = {}): Presented | undefined {
  const { adminTokenHeader } = deps;
  const adminToken = adminTokenHeader && given(meta, adminTokenHeader);
  if (adminToken) return fromHeaderOfItsOwn(meta, adminToken);
  const header = given(meta, 'authorization');
  const userToken = given(meta, 'x-user-token');
  if (meta.client !== undefined) {
    if (header !== undefined || userToken !== undefined) throw refused('AUTHORIZATION_AMBIGUOUS');
    return inBody(meta.client);
  }
  if (header === undefined) return userToken === undefined ? undefined : jwt(userToken);
  return (userToken === undefined ? presentedBefore(header, deps) : undefined) ?? inHeader(header, userToken, deps);
}

/** Nearly every call: no need to look letter by letter at what is known. */
function presentedBefore(header: string, { verified, proven }: PresentedDeps): Presented | undefined {
  if (header.length > LONGEST_PROVEN) {
    const token = header.startsWith(BEARER) ? verified?.find(header.slice(BEARER.length)) : undefined;
    return token && { scheme: 'verified', token };
  }
  const found = proven?.find(header);
  return found && { scheme: 'proven', proven: found, header };
}

/** Our secrets and tokens that are no JWT are shorter, and our JWTs longer; what an operator made up may be neither. */
const LONGEST_PROVEN = 320;

/** What Authorization holds, beside an `x-user-token`. */
export function inHeader(header: string, userToken: string | undefined, deps: PresentedDeps = {}): Presented {
  const authorization = parseAuthorization(header);
  if (authorization === undefined) throw refused('AUTHORIZATION_MALFORMED');
  const { scheme, value } = authorization;
  // Upstream's other spelling of Bearer; gateways send both.
  if (userToken !== undefined && (scheme !== 'bearer' || userToken !== value)) throw refused('AUTHORIZATION_AMBIGUOUS');
  if (scheme === 'bearer') return withHeader(bearer(value, deps.verified), header);
  if (scheme === 'basic') return withHeader(basic(value), header);
  throw refused('AUTHORIZATION_MALFORMED');
}

function withHeader(read: Presented, header: string): Presented {
  const isShort = header.length <= LONGEST_PROVEN;
  return isShort && (read.scheme === 'basic' || read.scheme === 'token') ? { ...read, header } : read;
}

function inBody(client: BodyClient): Presented {
  const { clientId } = client;
  if (client.method === 'client_secret_post')
    return { scheme: 'basic', client: { clientId, readings: [client.clientSecret] } };
  const jws = parseJws(client.clientAssertion);
  if (jws === undefined) throw refused('TOKEN_MALFORMED');
  return { scheme: 'assertion', clientId, jws };
}

function basic(value: string): Presented {
  const client = parseBasic(value);
  if (client === undefined) throw refused('AUTHORIZATION_MALFORMED');
  const asToken = client.readings.find((reading) => tokenKindOf(reading) === 'api_token');
  return asToken === undefined ? { scheme: 'basic', client } : named(client.clientId, token(asToken));
}

/** By HTTP Basic the user name is the id that is in the token too. */
function named(id: string, presented: Presented & { readonly scheme: 'token' }): Presented {
  if (presented.token.id !== id) throw refused('SUBJECT_REFUSED');
  return presented;
}

const BEARER = 'Bearer ';

/** Throws unauthenticated for what is not spelled like a token. */
export function bearer(value: string, verified?: PresentedDeps['verified']): Presented {
  const known = verified?.find(value);
  if (known !== undefined) return { scheme: 'verified', token: known };
  return tokenKindOf(value) === undefined ? jwt(value) : token(value);
}

function token(value: string): Presented & { readonly scheme: 'token' } {
  const parsed = parseToken(value);
  if (parsed === undefined) throw refused('TOKEN_MALFORMED');
  return { scheme: 'token', token: parsed };
}

/** Nothing but the admin token is taken there, and nothing else beside it. */
function fromHeaderOfItsOwn(meta: CallMeta, value: string): Presented {
  const others = [given(meta, 'authorization'), given(meta, 'x-user-token'), meta.client];
  if (others.some((other) => other !== undefined)) throw refused('AUTHORIZATION_AMBIGUOUS');
  if (tokenKindOf(value) !== 'admin_token') throw refused('TOKEN_MALFORMED');
  return token(value);
}

function jwt(token: string): Presented {
  const jws = parseJws(token);
  if (jws === undefined) throw refused('TOKEN_MALFORMED');
  return { scheme: 'bearer', token, jws };
}

/** An empty header is what some gateways make of one that is missing. */
function given(meta: CallMeta, name: string): string | undefined {
  const value = meta.header(name);
  return value === '' ? undefined : value;
}
