// `frontier keys` on a database of its own: from the first key to a change of the master key.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function frontierIn(folder: string, argv: readonly string[], settings: Record<string, string> = {}) {
  let [out, err] = ['', ''];
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    terminal: false,
  };
  const environment = { FRONTIER_DATA_DIR: folder, FRONTIER_SIGNING_ALGORITHM: 'ES256', ...settings };
  const code = await run(argv, { environment, output, loadApp: () => import('../../src/app.js') });
  return { code, out, err };
}

const states = (table: string) =>
  [...table.matchAll(/^[\w-]{43} +(\w+) +(\w+) /gm)].map(([, ...found]) => found.join(' '));
const kidOf = (table: string) => /^[\w-]{43}/m.exec(table)?.[0] ?? '';

test('keys are made, rotated, retired, and sealed anew', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const frontier = (argv: readonly string[], settings = {}) => frontierIn(folder, argv, settings);
  expect(states((await frontier(['keys', 'rotate'])).out)).toEqual(['ES256 current']);
  const rotated = await frontier(['keys', 'rotate', '--algorithm', 'EdDSA']);
  expect(states(rotated.out)).toEqual(['ES256 current', 'EdDSA next']);
  expect(rotated.err).toMatch(/^[\w-]{43} is published now and signs from \d{4}-/);
  const retired = await frontier(['keys', 'retire', kidOf(rotated.out)]);
  expect(states(retired.out).sort()).toEqual(['ES256 retired', 'EdDSA current'].sort());

  const changed = { FRONTIER_MASTER_KEY: randomBytes(32).toString('base64') };
  const alone = await frontier(['keys', 'reseal'], changed);
  expect(alone).toMatchObject({ code: 1, err: expect.stringContaining('FRONTIER_MASTER_KEY_PREVIOUS') });
  const both = { ...changed, FRONTIER_MASTER_KEY_PREVIOUS_FILE: join(folder, 'master.key') };
  expect((await frontier(['keys', 'reseal'], both)).out).toMatch(/^sealed 1 signing keys .*\nno secret needs /);
});
