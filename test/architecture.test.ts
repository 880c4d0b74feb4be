// The house is as the README says: every rule holds for every source file, and every rule can tell.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as rules from './support/house-rules.js';
import { parseSource, readTree, type SourceFile } from './support/source-tree.js';

const ROOT = `${import.meta.dirname}/..`;
const SOURCES = readTree(ROOT, 'src');
const TESTS = readTree(ROOT, 'test').filter(({ path }) => !path.startsWith('test/bench/'));

test('the files were seen', () => {
  const areas = new Set(SOURCES.map(({ path }) => rules.areaOf(path)));
  expect(areas.size).toBeGreaterThanOrEqual(14);
  expect(SOURCES.length).toBeGreaterThan(150);
  expect(TESTS.length).toBeGreaterThan(30);
  expect(SOURCES.flatMap(({ imports }) => imports).length).toBeGreaterThan(500);
  expect(SOURCES.flatMap(({ functions }) => functions).length).toBeGreaterThan(500);
});

test('every import of our own leads to a file', () => {
  const targets = [...SOURCES, ...TESTS].flatMap(({ path, imports }) =>
    imports.filter(({ ours }) => ours).map(({ target }) => ({ path, target })),
  );
  expect(targets.filter(({ target }) => !existsSync(`${ROOT}/${target}`))).toEqual([]);
});

interface Case {
  readonly rule: rules.Rule;
  readonly holdsFor: readonly SourceFile[];
  /** Files that break the rule, by path, and what the rule says. */
  readonly sample: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

const MANY_LINES = '// Long.\n'.repeat(301);

const CASES: Readonly<Record<string, Case>> = {
  'imports point left only': {
    rule: rules.importsPointLeft,
    holdsFor: SOURCES,
    sample: {
      'src/storage/a.ts': `import { x } from '../tokens/index.js';\nimport type { y } from '../kernel/y.js';`,
      'src/kernel/b.ts': `export type Z = import('../config/index.js').Config;`,
      'src/app.ts': `export * from './cli/index.js';\nawait import('./transport/index.js');`,
    },
    faults: [
      'src/storage/a.ts:1 storage imports tokens',
      'src/kernel/b.ts:1 kernel imports config',
      'src/app.ts:1 app imports cli',
    ],
  },
  'areas are entered by their door': {
    rule: rules.areasHaveDoors,
    holdsFor: SOURCES,
    sample: {
      'src/tokens/a.ts': `import { x } from '../storage/transaction.js';\nimport { y } from '../storage/index.js';`,
      'src/cli/b.ts': `import { x } from '../organizations/groups/index.js';\nimport { run } from '../app.js';`,
    },
    faults: [
      'src/tokens/a.ts:1 imports src/storage/transaction.ts past its door',
      'src/cli/b.ts:1 imports src/organizations/groups/index.ts past its door',
    ],
  },
  'every file is in a known area': {
    rule: rules.everyAreaIsKnown,
    holdsFor: SOURCES,
    sample: { 'src/utils/a.ts': '// Odds and ends.', 'src/kernel/b.ts': '// Known.' },
    faults: ['src/utils/a.ts:1 is in no known area'],
  },
  'packages stay with their owners': {
    rule: rules.packagesHaveOwners,
    holdsFor: SOURCES,
    sample: {
      'src/tokens/store.ts': `import { sql } from 'kysely';`,
      'src/tokens/store-sql.ts': `import { sql } from 'kysely';`,
      'src/tokens/a.ts': `import type { Redis } from 'ioredis';\nimport { Code } from '@connectrpc/connect';`,
      'src/app.ts': `import pg from 'pg';\nimport { pino } from 'pino';`,
    },
    faults: [
      'src/tokens/store.ts:1 imports kysely',
      'src/tokens/a.ts:1 imports ioredis',
      'src/tokens/a.ts:2 imports @connectrpc/connect',
      'src/app.ts:1 imports pg',
      'src/app.ts:2 imports pino',
    ],
  },
  'generated code is known to rpc.ts and access.ts only': {
    rule: rules.generatedCodeStaysOutside,
    holdsFor: SOURCES,
    sample: {
      'src/tokens/rpc.ts': `import { x } from '../../gen/raystack/frontier/v1beta1/tokens_pb.js';`,
      'src/tokens/mint.ts': `import { x } from '../../gen/raystack/frontier/v1beta1/tokens_pb.js';`,
      'src/transport/errors.ts': `import { x } from '../../gen/google/rpc/status_pb.js';`,
      'src/transport/door.ts': `import { x } from '../../gen/raystack/frontier/v1beta1/tokens_pb.js';`,
      'src/tokens/errors.ts': `import { x } from '../../gen/google/rpc/status_pb.js';`,
    },
    faults: [
      'src/tokens/mint.ts:1 imports gen/raystack/frontier/v1beta1/tokens_pb.ts',
      'src/transport/door.ts:1 imports gen/raystack/frontier/v1beta1/tokens_pb.ts',
      'src/tokens/errors.ts:1 imports gen/google/rpc/status_pb.ts',
    ],
  },
  'environment, time, randomness and console live in one file each': {
    rule: rules.globalsHaveOwners,
    holdsFor: SOURCES,
    sample: {
      'src/config/env.ts': 'process.env;',
      'src/config/a.ts': `process.env['X'];\nconst { env, pid } = process;`,
      'src/tokens/a.ts': 'Date.now();\nnew Date();\nnew Date(0);\nclock.now();',
      'src/tokens/b.ts': `console.log(1);\nprocess.stdout.write('');`,
      'src/tokens/c.ts': `import { randomUUID as id } from 'node:crypto';\nMath.random();`,
    },
    faults: [
      'src/config/a.ts:1 uses process.env',
      'src/config/a.ts:2 uses process.env',
      'src/tokens/a.ts:1 uses Date.now',
      'src/tokens/a.ts:2 uses new Date()',
      'src/tokens/b.ts:1 uses console.log',
      'src/tokens/b.ts:2 uses process.stdout',
      'src/tokens/c.ts:1 uses import randomUUID',
      'src/tokens/c.ts:2 uses Math.random',
    ],
  },
  'files say their job on the first line': {
    rule: rules.filesSayTheirJob,
    holdsFor: [...SOURCES, ...TESTS],
    sample: { 'src/tokens/a.ts': 'export {};', 'src/tokens/b.ts': '//\n', 'src/tokens/c.ts': '// Mints tokens.' },
    faults: ['src/tokens/a.ts:1 does not say its job', 'src/tokens/b.ts:1 does not say its job'],
  },
  'nothing is exported as default': {
    rule: rules.noDefaultExports,
    holdsFor: [...SOURCES, ...TESTS],
    sample: {
      'src/tokens/a.ts': 'export default 1;',
      'src/tokens/b.ts': 'export default function f() {}',
      'src/tokens/c.ts': 'const a = 1;\nexport { a as default };',
    },
    faults: [
      'src/tokens/a.ts:1 exports a default',
      'src/tokens/b.ts:1 exports a default',
      'src/tokens/c.ts:2 exports a default',
    ],
  },
  'files are short': {
    rule: rules.filesAreShort,
    holdsFor: [...SOURCES, ...TESTS],
    sample: { 'src/tokens/a.ts': MANY_LINES, 'src/tokens/b.ts': '// Short.' },
    faults: ['src/tokens/a.ts:1 has 301 lines'],
  },
  'functions are short': {
    rule: rules.functionsAreShort,
    holdsFor: SOURCES,
    sample: { 'src/tokens/a.ts': `function f() {\n${'f();\n'.repeat(60)}}\nconst g = () => {\n};` },
    faults: ['src/tokens/a.ts:1 has 62 lines'],
  },
  'functions take at most three parameters': {
    rule: rules.functionsTakeFewParameters,
    holdsFor: SOURCES,
    sample: { 'src/tokens/a.ts': 'const f = (a, b, c, d) => a;\nfunction g(a, b, c, options = {}) {}' },
    faults: ['src/tokens/a.ts:1 takes 4 parameters'],
  },
  'files import each other in no circle, types included': {
    rule: rules.noFileCycles,
    holdsFor: SOURCES,
    sample: {
      'src/tokens/a.ts': `import { b } from './b.js';`,
      'src/tokens/b.ts': `import type { c } from './c.js';`,
      'src/tokens/c.ts': `export { a } from './a.js';`,
    },
    faults: ['src/tokens/a.ts:1 imports itself by way of src/tokens/b.ts, src/tokens/c.ts'],
  },
};

describe.each(Object.entries(CASES))('%s', (_, { rule, holdsFor, sample, faults }) => {
  test('holds', () => expect(rule(holdsFor)).toEqual([]));

  test('is told from its opposite', () => {
    const files = Object.entries(sample).map(([path, text]) => parseSource(path, text));
    expect(rule(files)).toEqual(faults);
  });
});
