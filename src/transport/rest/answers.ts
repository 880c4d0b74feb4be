// Writes answers: a message, an error, or only what a path allows.
import type { ServerResponse } from 'node:http';
import type { DescMessage } from '@bufbuild/protobuf';
import type { HttpResponse } from '../door.js';
import { asFrontierError } from '../errors.js';
import type { Answer } from '../method.js';
import { type Exchange, refuse } from '../refuse.js';
import type { RestMeta } from './call-meta.js';
import { writeMessage } from './message-json.js';
import { refusalStatus } from './refusals.js';

/** JSON with snake_case names and defaults written out. */
export function answerMessage(exchange: Exchange | MetaExchange, desc: DescMessage, answer: Answer): void {
  const { request, response } = exchange;
  let text: string;
  try {
    text = writeMessage(desc, answer);
  } catch (error) {
    answerError(exchange, error);
    return;
  }
  if (response.headersSent) return;
  const headers = 'meta' in exchange ? exchange.meta.takeReplies() : {};
  headers['content-type'] = 'application/json';
  const length = Buffer.byteLength(text);
  headers['content-length'] = String(length);
  begin(response, headers);
  if (request.method === 'HEAD') response.end();
  else if ('stream' in response) response.end(text);
  else endAtOnce(response, text, length === text.length ? 'latin1' : 'utf8');
}

/**
 * As `response.end(text)`, which hands the socket an empty text behind this one, for the callback that comes with it; and to write two costs
 * the system twice what it costs to write one.
 */
function endAtOnce(response: ServerResponse, text: string, encoding: BufferEncoding): void {
  response.write(text, encoding);
  response.socket?.uncork();
  response.end();
}

/** An exchange whose call has been begun. */
export interface MetaExchange extends Exchange {
  readonly meta: RestMeta;
}

export function answerError(exchange: Exchange | MetaExchange, thrown: unknown): void {
  if ('meta' in exchange && !exchange.response.headersSent)
    for (const [name, value] of Object.entries(exchange.meta.takeReplies())) exchange.response.setHeader(name, value);
  const error = asFrontierError(thrown);
  const httpStatus = refusalStatus(error);
  refuse(exchange, error, httpStatus === undefined ? {} : { httpStatus });
}

/** To OPTIONS. */
export function answerAllow({ response }: Exchange, allow: string): void {
  response.setHeader('allow', allow);
  response.statusCode = 204;
  response.end();
}

/** The two kinds of response agree on this much of their overloads. */
function begin(response: HttpResponse, headers: Record<string, string>): void {
  if ('stream' in response) response.writeHead(200, headers);
  else response.writeHead(200, headers);
}
