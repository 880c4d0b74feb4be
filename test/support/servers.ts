// Which servers this machine can run the tests against; installs them when that needs no asking.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Postgres as the tests can have it: a server that is there, or binaries to start one with. */
export type PostgresChoice =
  | { readonly kind: 'given'; readonly url: string }
  | { readonly kind: 'binaries'; readonly folder: string }
  | { readonly kind: 'none'; readonly why: string };

/** Looks at the environment first, then at what is installed, then installs. */
export function choosePostgres(): PostgresChoice {
  const url = process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  if (url !== undefined && url !== '') return { kind: 'given', url };
  const folder = postgresBinaries();
  if (folder !== undefined) return { kind: 'binaries', folder };
  return {
    kind: 'none',
    why: 'no DATABASE_URL, no postgres in PATH or /usr/lib/postgresql, and only root on Debian may install it',
  };
}

/** The folder of postgres and initdb; undefined when they are not installed and cannot be. */
export function postgresBinaries(): string | undefined {
  return postgresFolder() ?? installServers(postgresFolder);
}

/** The path of redis-server; undefined when it is not installed and cannot be. */
export function redisBinary(): string | undefined {
  return inPath('redis-server') ?? installServers(() => inPath('redis-server'));
}

/** Servers refuse to run as root: then they run as one of these. */
export function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry = ['postgres', 'nobody'].map((name) => users.find((line) => line.startsWith(`${name}:`))).find(Boolean);
  const [, , uid, gid] = entry?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

/** Installs what is missing, as far as that needs no asking, and looks again. */
function installServers<T>(look: () => T): T {
  spawnSync(join(import.meta.dirname, 'install-servers.sh'), { stdio: ['ignore', 'inherit', 'inherit'] });
  return look();
}

function postgresFolder(): string | undefined {
  const packaged = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const newestFirst = packaged
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => `/usr/lib/postgresql/${version}/bin`);
  return [...newestFirst, ...pathFolders()].find((folder) =>
    ['postgres', 'initdb'].every((name) => existsSync(join(folder, name))),
  );
}

function inPath(name: string): string | undefined {
  return pathFolders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

function pathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter);
}
