// `frontier credentials stale`: lists the secrets, keys and API tokens that somebody should look at.
import type { Stale } from './app-door.js';
import type { Command } from './command.js';
import { OK } from './exit-code.js';

export interface StaleOptions {
  /** Seconds. */
  readonly unusedFor: number;
  readonly expiringWithin: number;
}

const HEADINGS = ['what', 'credential', 'title', 'service user', 'organization', 'last used', 'expires', 'why'];

/** One line for each, in columns; nothing but the headings when all is well. */
export function staleCredentials(options: StaleOptions): Command {
  return async ({ config, app, parts, output }) => {
    const stale = await app.staleCredentials(config, parts, options);
    output.out(table([HEADINGS, ...stale.map(columns)]));
    return OK;
  };
}

function columns(stale: Stale): readonly string[] {
  const why = [...(stale.unused ? ['unused'] : []), ...(stale.expiring ? ['expires soon'] : [])];
  return [
    stale.kind.replace('_', ' '),
    stale.id,
    stale.title,
    stale.serviceUserTitle === '' ? stale.serviceUserId : `${stale.serviceUserTitle} (${stale.serviceUserId})`,
    stale.organization === '' ? '-' : stale.organization,
    stale.lastUsedAt === undefined ? 'never' : stale.lastUsedAt.toISOString(),
    stale.expiresAt === undefined ? 'never' : stale.expiresAt.toISOString(),
    why.join(', '),
  ];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
