// Turns what made a command fail into one line that says what to do about it.
import type { Config } from '../config/index.js';
import { FrontierError } from '../kernel/errors.js';
import { maskSecrets } from '../telemetry/index.js';

interface SystemError {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly errors?: readonly unknown[];
}

/** One line, without secrets and without a stack. */
export function describeFailure(error: unknown, config: Config): string {
  const line = known(error, config) ?? messageOf(error);
  return maskSecrets(line.replace(/\s+/g, ' ').trim());
}

function known(error: unknown, { listen, database }: Config): string | undefined {
  const { code, syscall } = (error ?? {}) as SystemError;
  const address = `${listen.host}:${listen.port}`;
  if (code === 'EADDRINUSE') return `${address} is in use by another process; set FRONTIER_LISTEN to a free address`;
  if (code === 'EADDRNOTAVAIL') return `${address} is not an address of this machine; see FRONTIER_LISTEN`;
  if (code === 'EACCES' && syscall === 'listen') return `this user may not listen on ${address}; see FRONTIER_LISTEN`;
  if (error instanceof FrontierError || database.kind === 'embedded') return undefined;
  return isConnectionFailure(code) ? `cannot reach the server of DATABASE_URL: ${messageOf(error)}` : undefined;
}

function isConnectionFailure(code: unknown): boolean {
  // 08: connection exceptions, 28: authorization refused, 3D: no such database, 57P: server going down (Postgres, appendix A).
  return typeof code === 'string' && /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|08|28|3D|57P)/.test(code);
}

function messageOf(error: unknown): string {
  const { message, errors } = (error ?? {}) as SystemError;
  // A name with several addresses fails with one error for each, and no message of its own.
  if (message === '' && errors?.[0] !== undefined) return messageOf(errors[0]);
  return typeof message === 'string' && message !== '' ? message : String(error);
}
