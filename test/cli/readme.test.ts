// The README tells the truth: its table of settings is the one in use, and its commands lead where it says.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTINGS, type SettingText } from '../../src/config/index.js';
import { runFrontier } from '../support/child.js';
import { hasCurl, paste } from '../support/shell.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const README = readFileSync(`${import.meta.dirname}/../../README.md`, 'utf8');

test('the table of settings is that of src/config/settings.ts', () => {
  const [, table] = /<!-- settings: [^\n]* -->\n(.*?)<!-- end of settings -->/s.exec(README) ?? [];
  expect(table).toBe(`\n${settingsTable()}\n`);
});

test.runIf(hasCurl)('the first decision can be pasted', { timeout: 120_000 }, async () => {
  const [ID, SECRET] = ['0b7f3a52-0000-4000-8000-000000000001', randomBytes(24).toString('hex')];
  const service = runFrontier(['serve'], {
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_DATA_DIR: temporaryFolder(),
    FRONTIER_BOOTSTRAP_CLIENT_ID: ID,
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: SECRET,
  });
  const [, url = ''] = await service.said(/^Frontier listens on (\S+)\n/m);
  const [, section = ''] = /## A first decision\n(.*?)\n## /s.exec(README) ?? [];
  const blocks = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
  const script = blocks.join('\n').replaceAll('http://127.0.0.1:8080', url);
  const stdout = await paste(script, { ID, SECRET });
  expect([...stdout.matchAll(/"status": ?(true|false)/g)].map(([, status]) => status)).toEqual([
    'true',
    'false',
    'true',
  ]);
});

function settingsTable(): string {
  const rows = Object.values<SettingText>(SETTINGS).map(
    ({ variable, accepts, fallback, about }) => `| \`${variable}\` | ${about} | ${accepts} | ${fallback} |`,
  );
  return ['| variable | what for | accepts | default |', '|---|---|---|---|', ...rows].join('\n');
}
