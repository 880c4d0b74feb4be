// Writes answers: a message, an error, or only what a path allows.
import type { DescMessage } from '@bufbuild/protobuf';
import { asFrontierError } from '../errors.js';
import type { Answer } from '../method.js';
import { type Exchange, refuse } from '../refuse.js';
import { writeMessage } from './message-json.js';
import { refusalStatus } from './refusals.js';

/** JSON with snake_case names and defaults written out. */
export function answerMessage(exchange: Exchange, desc: DescMessage, answer: Answer): void {
  const { request, response } = exchange;
  let text: string;
  try {
    text = writeMessage(desc, answer);
  } catch (error) {
    answerError(exchange, error);
    return;
  }
  if (response.headersSent) return;
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(text));
  end(response, request.method === 'HEAD' ? '' : text);
}

export function answerError(exchange: Exchange, thrown: unknown): void {
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
function end(response: { end(text: string): unknown }, text: string): void {
  response.end(text);
}
