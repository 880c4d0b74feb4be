// The client that the header Authorization names, for grants that may be given one there.
import { type PresentedSecret, parseAuthorization, parseBasic, refused } from '../../credentials/index.js';
import type { CallMeta } from '../../kernel/rpc.js';

/**
 * Id and secret out of HTTP Basic; undefined when there is none. Another scheme is not looked at: clients send an old token along
 * when they ask for a new one. Throws unauthenticated for a header that cannot be read.
 */
export function headerClient(meta: CallMeta): PresentedSecret | undefined {
  const header = meta.header('authorization');
  if (header === undefined || header === '') return undefined;
  const authorization = parseAuthorization(header);
  if (authorization === undefined) throw refused('AUTHORIZATION_MALFORMED');
  if (authorization.scheme !== 'basic') return undefined;
  const client = parseBasic(authorization.value);
  if (client === undefined) throw refused('AUTHORIZATION_MALFORMED');
  return client;
}
