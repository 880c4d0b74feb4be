// What the pipeline may ask and tell of an OAuth request.
import type { CallMeta } from '../../kernel/rpc.js';
import type { Exchange } from '../refuse.js';
import { RestMeta } from '../rest/call-meta.js';
import type { ClientMethod } from './client.js';

/** As of a REST call, but for what may carry credentials: the header Authorization or the body, and nothing beside them. */
export function oauthMeta({ request, response }: Exchange, client: ClientMethod): CallMeta {
  const rest = new RestMeta(request, response);
  return {
    header: (name) => (name === 'x-user-token' ? undefined : rest.header(name)),
    reply: (name, value) => {
      if (!response.headersSent) response.setHeader(name, value);
    },
    ...(typeof client === 'object' && { client }),
    peer: rest.peer,
    protocol: rest.protocol,
    timeoutMs: rest.timeoutMs,
    get signal() {
      return rest.signal;
    },
  };
}
