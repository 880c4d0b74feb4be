// What the REST door takes from gen/: the google.api.http options of an RPC.
import { type DescMethod, getOption, hasOption } from '@bufbuild/protobuf';
import { http } from '../../../gen/google/api/annotations_pb.js';
import type { HttpRule } from '../../../gen/google/api/http_pb.js';

/** One way to call an RPC over HTTP. */
export interface HttpBinding {
  readonly httpMethod: string;
  readonly template: string;
  /** `*`: the body is the whole message; a field's name: that field; empty: there is no body. */
  readonly body: string;
}

/** The RPC's bindings, the first one first; none for an RPC without the option. */
export function httpBindings(method: DescMethod): HttpBinding[] {
  if (!hasOption(method, http)) return [];
  const rule = getOption(method, http);
  return [rule, ...rule.additionalBindings].map((each) => binding(each, method));
}

function binding(rule: HttpRule, method: DescMethod): HttpBinding {
  const { pattern, body, responseBody } = rule;
  if (responseBody !== '') throw new Error(`${method.toString()}: response_body is not supported`);
  switch (pattern.case) {
    case undefined:
      throw new Error(`${method.toString()}: its google.api.http option names no path`);
    case 'custom':
      return { httpMethod: pattern.value.kind.toUpperCase(), template: pattern.value.path, body };
    default:
      return { httpMethod: pattern.case.toUpperCase(), template: pattern.value, body };
  }
}
