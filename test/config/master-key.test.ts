// The master key's file: made once, readable by us alone, never made anew beside what it sealed.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMasterKey, readConfig } from '../../src/config/index.js';
import { systemRandom } from '../../src/kernel/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function source(folder: string) {
  return { kind: 'file', path: join(folder, 'data', 'master.key'), seals: join(folder, 'data', 'postgres') } as const;
}

describe('a key kept in the data folder', () => {
  test('is made on the first start, with mode 0600, and read on the second', async () => {
    const folder = temporaryFolder();
    const first = await openMasterKey(source(folder), systemRandom);
    const second = await openMasterKey(source(folder), systemRandom);
    expect(first.reveal()).toHaveLength(32);
    expect(second.reveal()).toEqual(first.reveal());
    expect(statSync(source(folder).path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'data'))).toEqual(['master.key']);
  });

  test('is the same for all who start together', async () => {
    const folder = temporaryFolder();
    const keys = await Promise.all(Array.from({ length: 20 }, () => openMasterKey(source(folder), systemRandom)));
    expect(new Set(keys.map((key) => key.reveal().toString('hex'))).size).toBe(1);
    expect(readdirSync(join(folder, 'data'))).toEqual(['master.key']);
  });

  test('is not made anew when what it sealed is there', async () => {
    const folder = temporaryFolder();
    mkdirSync(source(folder).seals, { recursive: true });
    await expect(openMasterKey(source(folder), systemRandom)).rejects.toThrow(/master\.key is missing/);
  });

  test('is refused when its file holds something else, which is not shown', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(source(folder).path, 'hunter2');
    const opening = openMasterKey(source(folder), systemRandom);
    await expect(opening).rejects.toThrow(/does not hold 32 bytes in base64/);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });
});

test('FRONTIER_MASTER_KEY_FILE is read with the settings', async () => {
  const folder = temporaryFolder();
  const made = await openMasterKey(source(folder), systemRandom);
  expect(readFileSync(source(folder).path, 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  const result = readConfig({ FRONTIER_MASTER_KEY_FILE: source(folder).path }, { terminal: false });
  const given = result.ok ? await openMasterKey(result.config.masterKey, systemRandom) : undefined;
  expect(given?.reveal()).toEqual(made.reveal());
});

test('a file without a key is a fault of the settings', () => {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, 'hunter2');
  const result = readConfig({ FRONTIER_MASTER_KEY_FILE: path }, { terminal: false });
  expect(result.ok ? [] : result.faults).toEqual([
    expect.stringMatching(/^FRONTIER_MASTER_KEY_FILE names a file that does not hold/),
  ]);
});
