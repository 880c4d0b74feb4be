// One HTTP binding of an RPC, resolved against its request message when the server starts.
import type { DescField, DescMessage, JsonValue, Message } from '@bufbuild/protobuf';
import type { Method } from '../method.js';
import { dotted, fieldNamed, fieldsAlong } from './fields.js';
import { messageReader } from './message-json.js';
import { type PathTemplate, parsePathTemplate, type TemplateVariable } from './path-template.js';
import { type HttpBinding, httpBindings } from './rpc.js';

export interface PathVariable extends TemplateVariable {
  /** The field it fills, below the fields that lead there. */
  readonly fields: readonly DescField[];
  /** The last of them. */
  readonly field: DescField;
  /** Its path, for errors. */
  readonly name: string;
}

export interface Route {
  readonly method: Method;
  readonly httpMethod: string;
  readonly template: PathTemplate;
  readonly variables: readonly PathVariable[];
  /** `*`: the whole message; a field: what the body holds; undefined: the body is not read. */
  readonly body: '*' | DescField | undefined;
  /** Also takes application/x-www-form-urlencoded. */
  readonly form: boolean;
  /** JSON to the request message. */
  readonly read: (json: JsonValue) => Message;
}

/** The routes of an RPC. Throws when its options do not fit its request message. */
export function routesOf(method: Method, form: boolean): Route[] {
  const { input } = method.descriptor;
  const read = messageReader(input);
  return httpBindings(method.descriptor).map((binding) => {
    const template = parsePathTemplate(binding.template);
    const variables = template.variables.map((variable) => pathVariable(variable, input));
    const body = bodyOf(binding, input);
    return { method, httpMethod: binding.httpMethod, template, variables, body, form, read };
  });
}

function pathVariable(variable: TemplateVariable, input: DescMessage): PathVariable {
  const fields = fieldsAlong(input, variable.fieldPath);
  const field = fields?.at(-1);
  if (fields === undefined || field === undefined || field.fieldKind === 'list' || field.fieldKind === 'map')
    throw new Error(`${input.typeName} has no single field ${variable.fieldPath.join('.')} for its path`);
  return { ...variable, fields, field, name: dotted(fields) };
}

function bodyOf(binding: HttpBinding, input: DescMessage): Route['body'] {
  if (binding.body === '') return undefined;
  if (binding.body === '*') return '*';
  const field = fieldNamed(input, binding.body);
  if (field === undefined) throw new Error(`${input.typeName} has no field ${binding.body} for its body`);
  return field;
}
