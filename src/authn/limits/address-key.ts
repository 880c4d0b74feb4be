// What counts as one address: an IPv4 address, or the /64 of an IPv6 one, which a single host owns whole.
import { isIPv4, isIPv6 } from 'node:net';

/** In one spelling; `unknown` for what is no address, such as the peer of a connection that is gone. */
export function addressKey(peer: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(peer)?.[1] ?? peer;
  if (isIPv4(mapped)) return mapped;
  if (!isIPv6(peer)) return 'unknown';
  const [head = '', tail] = peer.replace(/%.*$/, '').split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(8 - before.length - after.length, 0) }, () => 0);
  const network = [...before, ...zeros, ...after].slice(0, 4);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

/** An IPv4 address at the end stands for two groups, which are never among the first four. */
function groups(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? [0, 0] : Number.parseInt(group, 16)));
}
