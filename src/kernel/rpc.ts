// The types between doors, pipeline and handlers: a call, a handler and an access rule for every RPC of a service.
import type { DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { notAuthenticated } from './errors.js';
import type { ObjectRef } from './object-ref.js';
import type { Principal } from './principal.js';

/** An answer that is there already, or will be: a warm check costs no promise. */
export type Awaitable<T> = T | Promise<T>;

/** A client that proves itself in the body of a request. An empty `clientId` is one that was not named. */
export type BodyClient =
  /** RFC 6749 §2.3.1. */
  | { readonly method: 'client_secret_post'; readonly clientId: string; readonly clientSecret: string }
  /** RFC 7523 §2.2. */
  | { readonly method: 'private_key_jwt'; readonly clientId: string; readonly clientAssertion: string };

/** What a door knows of a call besides its message. */
export interface CallMeta {
  /** A request header or metadata value by lower-case name; undefined when absent. */
  header(name: string): string | undefined;
  /** Sets a response header (gRPC: initial metadata). */
  reply(name: string, value: string): void;
  /** Set by doors that take the caller's credentials from the body; the headers then carry none. */
  readonly client?: BodyClient;
  /** The client's address, for logs and limits. */
  readonly peer: string;
  readonly protocol: 'grpc' | 'grpc-web' | 'connect' | 'rest';
  /** Milliseconds the client will wait (`grpc-timeout`, `connect-timeout-ms`); undefined when it said nothing. */
  readonly timeoutMs: number | undefined;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal | undefined;
}

/** A call as a handler sees it. */
export interface Call {
  readonly requestId: string;
  /** `FrontierService/CreateSecret`. */
  readonly method: string;
  readonly meta: CallMeta;
  /** Undefined only for public RPCs called without credentials. */
  readonly principal: Principal | undefined;
  /** On the monotonic clock, milliseconds; undefined when the client set none. */
  readonly deadline: number | undefined;
}

/** The caller of an RPC that needs one. */
export function callerOf(call: Call): Principal {
  if (call.principal === undefined) throw notAuthenticated();
  return call.principal;
}

/** A handler for every RPC of S; leaving one out does not compile. */
export type Handlers<S extends DescService> = {
  [M in keyof S['method']]: (
    request: MessageShape<S['method'][M]['input']>,
    call: Call,
  ) => Answer<S['method'][M]['methodKind'], MessageInitShape<S['method'][M]['output']>>;
};

/** One message, or a stream of them that ends when the call's signal fires. */
type Answer<Kind, Output> = Kind extends 'server_streaming' ? AsyncIterable<Output> : Awaitable<Output>;

/** What a caller must hold: a permission (slug) at an object. */
export interface Requirement {
  readonly permission: string;
  readonly object: ObjectRef;
}

/**
 * What anyone may do who proved who they are; `about_caller` says so of a call that does nothing but ask, about the caller or
 * about what may be asked for.
 */
export type Anyone = 'authenticated' | 'about_caller';

/**
 * Who may call an RPC. `public`: anyone. `authenticated`: anyone who proved who they are, but for narrowed tokens, which have
 * a permission set and nothing else. `about_caller`: they too.
 * A function derives what is required from the request; `denied` when the request names nothing the caller could hold rights at,
 * so that strangers learn nothing of what exists.
 */
export type AccessRule<Request> =
  | 'public'
  | Anyone
  | Requirement
  | ((request: Request, principal: Principal) => Awaitable<Requirement | Anyone | 'denied'>);

/** An access rule for every RPC of S. */
export type AccessRules<S extends DescService> = {
  [M in keyof S['method']]: AccessRule<MessageShape<S['method'][M]['input']>>;
};
