// Where to listen: `host:port`, IPv6 hosts in brackets.
import { isIPv6 } from 'node:net';

export interface ListenAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
}

const ADDRESS = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/;
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/;
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '0:0:0:0:0:0:0:0']);

/** `127.0.0.1:8080`, `localhost:0`, `[::1]:8080`; undefined for anything else. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] = ADDRESS.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  const named = bracketed === undefined ? HOST_NAME.test(host) : isIPv6(host);
  return named && port <= 65_535 ? { host, port } : undefined;
}

/** The URL a client on this machine reaches the address by: `http://[::1]:8080`, `http://localhost:8080` for a wildcard. */
export function localUrl({ host, port }: ListenAddress): string {
  if (WILDCARDS.has(host)) return `http://localhost:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
