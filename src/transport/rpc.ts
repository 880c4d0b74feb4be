// Joins what the areas give, handlers and access rules, into the list of RPCs that the doors serve.
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { AccessRules, Handlers } from '../kernel/rpc.js';
import type { OAuthRpc } from '../tokens/index.js';
import { ALIASES, type Alias } from './compat/aliases.js';
import type { Method, StreamMethod } from './method.js';

export { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '../../gen/google/rpc/error_details_pb.js';
export { StatusSchema } from '../../gen/google/rpc/status_pb.js';

type FrontierMethods = (typeof FrontierService)['method'];

/** The RPCs that can stand behind A: none that is an alias itself, and the same messages. */
type Target<A extends Alias> = {
  [M in Exclude<keyof FrontierMethods, Alias>]: FrontierMethods[M] extends FrontierMethods[A] ? M : never;
}[Exclude<keyof FrontierMethods, Alias>];

const aliases: { readonly [A in Alias]: Target<A> } = ALIASES;

/** What the areas give together; leaving out an RPC does not compile. Aliases follow from `compat/aliases.ts`. */
export interface Areas {
  readonly frontier: Omit<Handlers<typeof FrontierService>, Alias>;
  readonly frontierAccess: Omit<AccessRules<typeof FrontierService>, Alias>;
  readonly admin: Handlers<typeof AdminService>;
  readonly adminAccess: AccessRules<typeof AdminService>;
  /** What answers at the OAuth endpoints. */
  readonly oauth: OAuthRpc;
}

/** Every RPC of the product that has one answer. */
export function methodsOf(areas: Areas): readonly Method[] {
  return everyMethod(areas).filter((method): method is Method => method.descriptor.methodKind === 'unary');
}

/** Every RPC of the product that answers with a stream. */
export function streamMethodsOf(areas: Areas): readonly StreamMethod[] {
  return everyMethod(areas).filter(
    (method): method is StreamMethod => method.descriptor.methodKind === 'server_streaming',
  );
}

function everyMethod(areas: Areas): readonly AnyMethod[] {
  return [
    ...serviceMethods(FrontierService, withAliases(areas.frontier), withAliases(areas.frontierAccess)),
    ...serviceMethods(AdminService, areas.admin, areas.adminAccess),
  ];
}

const SERVED: readonly string[] = ['unary', 'server_streaming'];

/** What a method is before its kind is looked at. */
interface AnyMethod {
  readonly name: string;
  readonly descriptor: DescMethod;
  readonly access: Method['access'];
  readonly handle: (...call: Parameters<Method['handle']>) => ReturnType<Method['handle'] | StreamMethod['handle']>;
}

/** One table out of the areas' parts. Throws when two areas give the same RPC: a mistake in the composition. */
export function join<Parts extends readonly object[]>(...parts: Parts): Intersection<Parts[number]> {
  const joined: Record<string, unknown> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    if (name in joined) throw new Error(`two areas give ${name}`);
    joined[name] = value;
  }
  return joined as Intersection<Parts[number]>;
}

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  member: infer Together,
) => void
  ? Together
  : never;

function withAliases(table: object): Readonly<Record<string, unknown>> {
  const given = table as Readonly<Record<string, unknown>>;
  return { ...given, ...Object.fromEntries(Object.entries(aliases).map(([alias, name]) => [alias, given[name]])) };
}

function serviceMethods(service: DescService, handlers: object, access: object): readonly AnyMethod[] {
  return service.methods.map((descriptor) => {
    const name = `${service.name}/${descriptor.name}`;
    const handle = (handlers as Record<string, AnyMethod['handle'] | undefined>)[descriptor.localName];
    const rule = (access as Record<string, Method['access'] | undefined>)[descriptor.localName];
    if (handle === undefined || rule === undefined) throw new Error(`${name} lacks a handler or an access rule`);
    if (!SERVED.includes(descriptor.methodKind)) throw new Error(`${name} takes a stream, which no door serves`);
    return { name, descriptor, access: rule, handle };
  });
}
