// The rules of the house as functions from source files to faults; `test/architecture.test.ts` holds the sources to them.
import type { SourceFile } from './source-tree.js';

/** Areas in the order of their imports: each may import only from those before it. */
export const AREAS = [
  ...['kernel', 'config', 'storage', 'organizations', 'permissions', 'decisions', 'signing', 'revocation'],
  ...['credentials', 'tokens', 'authn', 'audit', 'telemetry', 'transport', 'app', 'cli', 'main'],
];

/** Faults, each as `path:line what`. */
export type Rule = (files: readonly SourceFile[]) => string[];

const LONGEST_FILE = 300;
const LONGEST_FUNCTION = 60;
const MOST_PARAMETERS = 3;

/** `src/storage/changes.ts` and `src/app.ts` to `storage` and `app`; undefined outside src. */
export function areaOf(path: string): string | undefined {
  return /^src\/([^/.]+)/.exec(path)?.[1];
}

export const importsPointLeft: Rule = (files) =>
  eachImport(files, (file, target) => {
    const [from, to] = [areaOf(file.path), areaOf(target)];
    if (from === undefined || to === undefined || from === to) return undefined;
    return AREAS.indexOf(to) < AREAS.indexOf(from) ? undefined : `${from} imports ${to}`;
  });

/** The kernel has no door: its files are what everyone shares. */
export const areasHaveDoors: Rule = (files) =>
  eachImport(files, (file, target) => {
    const to = areaOf(target);
    if (to === undefined || to === 'kernel' || to === areaOf(file.path) || isDoor(target, to)) return undefined;
    return `imports ${target} past its door`;
  });

export const everyAreaIsKnown: Rule = (files) =>
  files.filter(({ path }) => !AREAS.includes(areaOf(path) ?? '')).map(({ path }) => `${path}:1 is in no known area`);

/** Who may import a package; every other file may not. */
const PACKAGE_OWNERS: Readonly<Record<string, RegExp>> = {
  kysely: /^src\/storage\/|-sql\.ts$/,
  'kysely-pglite-dialect': /^src\/storage\//,
  '@electric-sql/pglite': /^src\/storage\//,
  pg: /^src\/storage\//,
  ioredis: /^src\/storage\/|-redis\.ts$/,
  '@connectrpc/connect': /^src\/transport\//,
  '@connectrpc/connect-node': /^src\/transport\//,
  pino: /^src\/telemetry\//,
  'pino-pretty': /^src\/telemetry\//,
  commander: /^src\/cli\//,
};

export const packagesHaveOwners: Rule = (files) =>
  eachImport(files, (file, target) => {
    const owners = PACKAGE_OWNERS[target];
    return owners === undefined || owners.test(file.path) ? undefined : `imports ${target}`;
  });

/** Generated code: all of it for the two rooms that map it (and the composition root that binds them), and what is not ours (google.rpc, health) for transport. */
export const generatedCodeStaysOutside: Rule = (files) =>
  eachImport(files, (file, target) => {
    if (!target.startsWith('gen/') || /[/-](rpc|access)\.ts$/.test(file.path) || file.path === 'src/app.ts')
      return undefined;
    const foreign = !target.startsWith('gen/raystack/');
    return foreign && areaOf(file.path) === 'transport' ? undefined : `imports ${target}`;
  });

/** The one file that may touch a global. */
const GLOBAL_OWNERS: readonly { readonly name: RegExp; readonly owner: string }[] = [
  { name: /^(process\.env|import env)$/, owner: 'src/config/env.ts' },
  { name: /^(Date\.now|new Date\(\)|performance\.now|process\.hrtime)$/, owner: 'src/kernel/clock.ts' },
  { name: /^(console\.\w+|process\.(stdout|stderr))$/, owner: 'src/cli/output.ts' },
  {
    name: /^(Math\.random|(crypto\.|import )(randomBytes|randomUUID|randomInt|randomFillSync|getRandomValues))$/,
    owner: 'src/kernel/random.ts',
  },
];

export const globalsHaveOwners: Rule = (files) =>
  files.flatMap(({ path, globals }) =>
    globals
      .filter(({ name }) => GLOBAL_OWNERS.some((global) => global.name.test(name) && global.owner !== path))
      .map(({ name, line }) => `${path}:${line} uses ${name}`),
  );

export const filesSayTheirJob: Rule = (files) =>
  files.filter(({ text }) => !/^(#!.*\n)?\/\/ \S/.test(text)).map(({ path }) => `${path}:1 does not say its job`);

export const noDefaultExports: Rule = (files) =>
  files.flatMap(({ path, defaultExports }) => defaultExports.map((line) => `${path}:${line} exports a default`));

export const filesAreShort: Rule = (files) =>
  files.filter(({ lines }) => lines > LONGEST_FILE).map(({ path, lines }) => `${path}:1 has ${lines} lines`);

export const functionsAreShort: Rule = (files) =>
  eachFunction(files, ({ lines }) => (lines > LONGEST_FUNCTION ? `has ${lines} lines` : undefined));

export const functionsTakeFewParameters: Rule = (files) =>
  eachFunction(files, ({ parameters }) =>
    parameters > MOST_PARAMETERS ? `takes ${parameters} parameters` : undefined,
  );

/** Types count: what cannot be understood one file at a time is a cycle, whatever the compiler makes of it. */
export const noFileCycles: Rule = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const faults: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path))
      faults.push(`${path}:1 imports itself by way of ${trail.slice(trail.indexOf(path) + 1).join(', ')}`);
    if (trail.includes(path) || done.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return faults;
};

function eachImport(
  files: readonly SourceFile[],
  fault: (file: SourceFile, target: string) => string | undefined,
): string[] {
  return files.flatMap((file) => file.imports.flatMap(({ target, line }) => at(file, line, fault(file, target))));
}

function eachFunction(
  files: readonly SourceFile[],
  fault: (shape: SourceFile['functions'][number]) => string | undefined,
): string[] {
  return files.flatMap((file) => file.functions.flatMap((shape) => at(file, shape.line, fault(shape))));
}

function at({ path }: SourceFile, line: number, what: string | undefined): string[] {
  return what === undefined ? [] : [`${path}:${line} ${what}`];
}

function isDoor(target: string, area: string): boolean {
  return target === `src/${area}/index.ts` || target === `src/${area}.ts`;
}
