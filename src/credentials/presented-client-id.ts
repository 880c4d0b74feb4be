// Which client a call claims to be; for those who count, not for those who believe.
import type { CallMeta } from '../kernel/rpc.js';
import { parseAuthorization } from './authorization.js';
import { parseBasic } from './secrets/basic.js';

/** In the body of its request or in HTTP Basic; undefined when it says none that can be read. */
export function presentedClientId(meta: Pick<CallMeta, 'header' | 'client'>): string | undefined {
  if (meta.client !== undefined) return meta.client.clientId;
  const authorization = parseAuthorization(meta.header('authorization') ?? '');
  return authorization?.scheme === 'basic' ? parseBasic(authorization.value)?.clientId : undefined;
}
