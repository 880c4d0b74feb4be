// Sends a request to the door that handles it, once it has passed what holds on every door.
import { constants, type ServerHttp2Stream } from 'node:http2';
import { FrontierError } from '../kernel/errors.js';
import { type Admission, tooManyCalls } from './admission.js';
import type { Door, HttpRequest, HttpResponse } from './door.js';
import { asFrontierError } from './errors.js';
import { countAuthorizations, isGrpc, pathOf } from './http.js';
import { MAX_HEADER_COUNT, REQUEST_TIMEOUT_MS } from './limits.js';
import { type Exchange, refuse } from './refuse.js';
import { countUpload } from './upload.js';

export type Dispatch = (request: HttpRequest, response: HttpResponse) => void;

export interface DispatchOptions {
  readonly doors: readonly Door[];
  readonly admission: Admission;
  readonly basePath?: string | undefined;
}

/** The first door that handles a request gets it, below `basePath` if need be; none: not found. */
export function createDispatch({ doors, admission, basePath = '/' }: DispatchOptions): Dispatch {
  const base = basePath.replace(/\/$/, '');
  const find = createFind(doors);
  return (request, response) => {
    // Without a listener an error on a connection that broke would end the process. Requests of HTTP/1.1 keep theirs to themselves then.
    response.on('error', ignore);
    if ('stream' in request) {
      request.on('error', ignore);
      limitPatience(request.stream);
    }
    try {
      if (refused({ request, response }, admission)) return;
      countUpload(admission, { request, response });
      const door = find(request) ?? (below(base, request) ? find(request) : undefined);
      if (door === undefined) refuse({ request, response }, unknownPath());
      else door.serve(request, response);
    } catch (error) {
      refuse({ request, response }, asFrontierError(error));
    }
  };
}

function createFind(doors: readonly Door[]): (request: HttpRequest) => Door | undefined {
  const ask = (request: HttpRequest) => doors.find((door) => door.handles(request));
  const owners = new Map<string | undefined, Door>();
  for (const door of doors)
    for (const url of door.own ?? [])
      if (ask({ method: 'POST', url, headers: {} } as HttpRequest) === door) owners.set(url, door);
  return (request) => {
    const owner = request.method === 'POST' ? owners.get(request.url) : undefined;
    return owner === undefined || isGrpc(request) ? ask(request) : owner;
  };
}

/** Takes the base path off the request's; false when it is not below it. */
function below(base: string, request: HttpRequest): boolean {
  if (base === '' || !request.url?.startsWith(`${base}/`)) return false;
  request.url = request.url.slice(base.length);
  return true;
}

/** What tells whether the process is well is answered however much there is to do. */
const ALWAYS = /^\/(ping|healthz|readyz|metrics|grpc\.health\.v1\.Health\/\w+)$/;

function refused(exchange: Exchange, admission: Admission): boolean {
  const { rawHeaders } = exchange.request;
  if (admission.isFull() && !ALWAYS.test(pathOf(exchange.request))) {
    refuse(exchange, tooManyCalls());
    return true;
  }
  if (rawHeaders.length > 2 * MAX_HEADER_COUNT) {
    refuse(exchange, tooManyHeaders(), { httpStatus: 431, headers: { connection: 'close' } });
    return true;
  }
  // Which of two would count is a guess, and a proxy in front may have guessed otherwise.
  if (countAuthorizations(rawHeaders) > 1) {
    refuse(
      exchange,
      new FrontierError('invalid_argument', 'AUTHORIZATION_TWICE', 'more than one Authorization header'),
    );
    return true;
  }
  return false;
}

/** HTTP/1.1 has its own timeouts; over HTTP/2 a half-sent request would stay for ever, and so would an answer that nobody takes. */
function limitPatience(stream: ServerHttp2Stream): void {
  const cancel = () => stream.close(constants.NGHTTP2_CANCEL);
  stream.setTimeout(REQUEST_TIMEOUT_MS, () => {
    if (stream.writableLength > 0) cancel();
  });
  if (stream.endAfterHeaders) return;
  const timer = setTimeout(cancel, REQUEST_TIMEOUT_MS).unref();
  const done = () => clearTimeout(timer);
  stream.once('end', done).once('close', done);
}

function unknownPath(): FrontierError {
  return new FrontierError('not_found', 'PATH_UNKNOWN', 'not found');
}

function tooManyHeaders(): FrontierError {
  return new FrontierError('resource_exhausted', 'HEADERS_TOO_MANY', `more than ${MAX_HEADER_COUNT} headers`);
}

function ignore(): void {}
