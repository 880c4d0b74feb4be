// The REST door: JSON over HTTP for every RPC with a google.api.http option.
import type { JsonValue, Message } from '@bufbuild/protobuf';
import type { Door, HttpRequest } from '../door.js';
import { MAX_MESSAGE_BYTES } from '../limits.js';
import type { Answer, Invoke, Method } from '../pipeline.js';
import type { Exchange } from '../refuse.js';
import { answerAllow, answerError, answerMessage, type MetaExchange } from './answers.js';
import { announcesTooMuch, discardBody, readBody } from './body.js';
import { headerOf, RestMeta } from './call-meta.js';
import { parseForm } from './form.js';
import { parseJson } from './json.js';
import { bodyFormat } from './media-type.js';
import { bodyTooLarge, methodNotAllowed, pathNotFound } from './refusals.js';
import { requestMessage } from './request-message.js';
import { type Route, routesOf } from './route.js';
import { createRouteTable, type Found, type RouteTable } from './route-table.js';
import { parseTarget, type Target } from './target.js';

/** RFC 6749 §3.2: stock OAuth clients send a form. */
const FORM_METHODS: readonly string[] = ['FrontierService/AuthToken'];

export interface RestDoorOptions {
  /** Those without a google.api.http option are left out. */
  readonly methods: readonly Method[];
  readonly invoke: Invoke;
  /** 4 MiB unless told otherwise. */
  readonly maxBodyBytes?: number;
  /** Names of the methods that take a form as well as JSON; `FrontierService/AuthToken` unless told otherwise. */
  readonly formMethods?: readonly string[];
}

interface Rest {
  readonly table: RouteTable;
  readonly invoke: Invoke;
  readonly maxBodyBytes: number;
}

/**
 * Its paths are those that begin like one of its routes (`/v1beta1/...`); among them it answers 404, 405 and OPTIONS itself.
 * Throws when the options of two methods contradict each other or their messages.
 */
export function createRestDoor(options: RestDoorOptions): Door {
  const { methods, invoke, maxBodyBytes = MAX_MESSAGE_BYTES, formMethods = FORM_METHODS } = options;
  const routes = methods.flatMap((method) => routesOf(method, formMethods.includes(method.name)));
  const rest: Rest = { table: createRouteTable(routes), invoke, maxBodyBytes };
  return {
    own: rest.table.paths,
    handles: (request) => rest.table.owns(parseTarget(request.url ?? '').path),
    serve: (request, response) => serve(rest, { request, response }),
  };
}

function serve(rest: Rest, exchange: Exchange): void {
  const { request } = exchange;
  const target = parseTarget(request.url ?? '');
  const found = rest.table.find(request.method ?? 'GET', target.path);
  if (found === undefined) {
    refusePath(rest, exchange, target);
  } else if (announcesTooMuch(request, rest.maxBodyBytes)) {
    answerError(exchange, bodyTooLarge(rest.maxBodyBytes));
    discardBody(request, rest.maxBodyBytes);
  } else if (found.route.body === undefined) {
    call(rest, exchange, { found, query: target.query });
  } else {
    readBody(request, rest.maxBodyBytes, (bytes) => {
      if (bytes === undefined) answerError(exchange, bodyTooLarge(rest.maxBodyBytes));
      else call(rest, exchange, { found, query: target.query, bytes });
    });
  }
}

function refusePath({ table }: Rest, exchange: Exchange, { path }: Target): void {
  const allow = table.allow(path);
  if (allow === undefined) {
    answerError(exchange, pathNotFound());
  } else if (exchange.request.method === 'OPTIONS') {
    answerAllow(exchange, allow);
  } else {
    exchange.response.setHeader('allow', allow);
    answerError(exchange, methodNotAllowed(allow));
  }
}

interface Asked {
  readonly found: Found;
  readonly query: string;
  readonly bytes?: Buffer;
}

function call(rest: Rest, exchange: Exchange, asked: Asked): void {
  const { method } = asked.found.route;
  let begun: Exchange | MetaExchange = exchange;
  try {
    const message = messageOf(exchange, asked);
    const { request, response } = exchange;
    const meta = new RestMeta(request, response);
    const called = { request, response, meta };
    begun = called;
    const answer = rest.invoke(method, message, meta);
    if (answer instanceof Promise) answerLater(called, method, answer);
    else answerMessage(called, method.descriptor.output, answer);
  } catch (error) {
    answerError(begun, error);
  }
}

function answerLater(exchange: MetaExchange, method: Method, coming: Promise<Answer>): void {
  coming.then(
    (answer) => answerMessage(exchange, method.descriptor.output, answer),
    (error) => answerError(exchange, error),
  );
}

function messageOf({ request }: Exchange, { found, query, bytes }: Asked): Message {
  return requestMessage({ found, query, body: bytes && bodyJson(found.route, request, bytes) });
}

/** Undefined for an empty body, whatever its headers say of it. */
function bodyJson(route: Route, request: HttpRequest, bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  const contentType = headerOf(request, 'content-type');
  const contentEncoding = headerOf(request, 'content-encoding');
  const format = bodyFormat({ contentType, contentEncoding }, bytes, route.form);
  return format === 'form' ? parseForm(bytes, route.method.descriptor.input) : parseJson(bytes);
}
