// What the tests want of a client, whatever it speaks: a call by name with JSON in and JSON out, and errors in one form.
import type { DescMethod, DescMethodUnary, JsonObject, JsonValue } from '@bufbuild/protobuf';
import { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';

export interface CallOptions {
  /** The header Authorization. */
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  /** `ok`, or the error's code as Connect spells it. */
  readonly code: string;
  /** In snake_case with defaults written out, as REST has it; empty for an error. */
  readonly value: JsonObject;
  /** The three below are empty when all went well. */
  readonly message: string;
  readonly reason: string;
  /** `field: description`. */
  readonly fields: readonly string[];
  header(name: string): string | undefined;
}

export interface Client {
  /** `message` in snake_case. */
  call(rpc: string, message: JsonObject, options?: CallOptions): Promise<Answer>;
  close(): void;
}

const METHODS: ReadonlyMap<string, DescMethodUnary> = new Map(
  [...FrontierService.methods, ...AdminService.methods].filter(isUnary).map((method) => [method.name, method]),
);

/** Every unary RPC of both services. */
export const ALL_METHODS: readonly DescMethodUnary[] = [...METHODS.values()];

/** An RPC by its name, which is unique among both services. */
export function methodNamed(rpc: string): DescMethodUnary {
  const method = METHODS.get(rpc);
  if (method === undefined) throw new Error(`there is no RPC ${rpc}`);
  return method;
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === 'unary';
}

/** `/raystack.frontier.v1beta1.FrontierService/GetUser`. */
export function rpcPath(rpc: string): string {
  const { parent, name } = methodNamed(rpc);
  return `/${parent.typeName}/${name}`;
}

/** The text at a path such as `organization.id` or `keys.0.kid`; throws when there is none. */
export function text(value: JsonValue, path: string): string {
  const found = at(value, path);
  if (typeof found !== 'string') throw new Error(`no text at ${path} of ${JSON.stringify(value)}`);
  return found;
}

/** The list at a path; throws when there is none. */
export function list(value: JsonValue, path: string): readonly JsonObject[] {
  const found = at(value, path);
  if (!Array.isArray(found)) throw new Error(`no list at ${path} of ${JSON.stringify(value)}`);
  return found as readonly JsonObject[];
}

function at(value: JsonValue, path: string): JsonValue | undefined {
  return path
    .split('.')
    .reduce<JsonValue | undefined>((from, part) => (from as JsonObject | null | undefined)?.[part], value);
}

export function succeeded(value: JsonObject, header: Answer['header']): Answer {
  return { code: 'ok', value, message: '', reason: '', fields: [], header };
}
