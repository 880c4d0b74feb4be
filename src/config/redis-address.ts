// Addresses of Redis: `redis://` and `rediss://` for one server, `+cluster` and `+sentinel` for several.

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface SeveralNodes {
  readonly nodes: readonly RedisNode[];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export type RedisAddress =
  | { readonly kind: 'single'; readonly url: string }
  | ({ readonly kind: 'cluster' } & SeveralNodes)
  /** `name` is what the sentinels call the set. */
  | ({ readonly kind: 'sentinel'; readonly name: string } & SeveralNodes);

const SEVERAL = /^(rediss?)\+(cluster|sentinel):\/\/(?:([^:@/]*):([^@/]*)@)?([^@/?#]+)(?:\/([\w.-]*))?$/;
const NODE = /^(\[[\da-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/;
const PORTS = { cluster: 6379, sentinel: 26379 };

/** Undefined for what is none. */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  if (/^rediss?:/.test(text)) return URL.canParse(text) ? { kind: 'single', url: text } : undefined;
  const [, scheme, form, user, password, hosts, name] = SEVERAL.exec(text) ?? [];
  if (hosts === undefined || (form !== 'cluster' && form !== 'sentinel')) return undefined;
  const nodes = hosts.split(',').map((host) => parseNode(host, PORTS[form]));
  if (nodes.some((node) => node === undefined)) return undefined;
  const several = {
    nodes: nodes as RedisNode[],
    tls: scheme === 'rediss',
    username: decoded(user),
    password: decoded(password),
  };
  if (form === 'cluster') return name === undefined || name === '' ? { kind: 'cluster', ...several } : undefined;
  return name === undefined || name === '' ? undefined : { kind: 'sentinel', name, ...several };
}

function parseNode(text: string, usual: number): RedisNode | undefined {
  const [, host, port] = NODE.exec(text) ?? [];
  return host === undefined ? undefined : { host: host.replace(/[[\]]/g, ''), port: Number(port ?? usual) };
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
