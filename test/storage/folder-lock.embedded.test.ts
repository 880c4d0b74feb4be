// Two processes never have the same embedded database; one that died holds nobody up.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { lockFolder } from '../../src/storage/folder-lock.js';
import { openDatabase } from '../../src/storage/index.js';
import { type Child, runTypeScript } from '../support/child.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function holder(folder: string): Child {
  return runTypeScript('test/storage/lock-holder.ts', [folder]);
}

describe('a lock', () => {
  test('is refused to a second process, which is told who has it', async () => {
    const folder = temporaryFolder();
    const first = holder(folder);
    await first.said(/locked/);
    const refused = lockFolder(folder, systemRandom);
    await expect(refused).rejects.toMatchObject({ code: 'failed_precondition', reason: 'DATA_FOLDER_IN_USE' });
    await expect(refused).rejects.toThrow(`process ${first.process.pid} `);
  });

  test('is refused to a second part of the same process', async () => {
    const folder = temporaryFolder();
    const unlock = await lockFolder(folder, systemRandom);
    await expect(lockFolder(folder, systemRandom)).rejects.toMatchObject({ reason: 'DATA_FOLDER_IN_USE' });
    await unlock();
    await (await lockFolder(folder, systemRandom))();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a killed process is free at once, and cleared away', async () => {
    const folder = temporaryFolder();
    const killed = holder(folder);
    await killed.said(/locked/);
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(readdirSync(folder)).toHaveLength(1);
    const unlock = await lockFolder(folder, systemRandom);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(`^${process.pid}-`)]);
    await unlock();
  });

  test('of a stopped process is still held', async () => {
    const folder = temporaryFolder();
    const stopped = holder(folder);
    await stopped.said(/locked/);
    stopped.process.kill('SIGSTOP');
    await expect(lockFolder(folder, systemRandom)).rejects.toMatchObject({ reason: 'DATA_FOLDER_IN_USE' });
  });

  test('does not keep a process alive', async () => {
    const child = holder(temporaryFolder());
    await child.said(/locked/);
    child.process.kill('SIGUSR2');
    expect(await child.ended).toBe(0);
  });

  test('works where paths are longer than a socket’s address', async () => {
    const folder = join(temporaryFolder(), 'x'.repeat(200));
    mkdirSync(folder);
    const unlock = await lockFolder(folder, systemRandom);
    await expect(lockFolder(folder, systemRandom)).rejects.toMatchObject({ reason: 'DATA_FOLDER_IN_USE' });
    await unlock();
  });

  test('goes to one of many that ask at once', async () => {
    const folder = temporaryFolder();
    for (let round = 0; round < 3; round += 1) {
      const asked = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder, systemRandom)));
      const got = asked.filter((result) => result.status === 'fulfilled');
      expect(got.length).toBeLessThanOrEqual(1);
      for (const { value: unlock } of got) await unlock();
    }
  });
});

test('an open database keeps its folder until it is closed', { timeout: 120_000 }, async () => {
  const folder = join(temporaryFolder(), 'postgres');
  const db = await openDatabase({ kind: 'embedded', folder });
  await db.selectNoFrom((select) => select.val(1).as('one')).execute();
  await expect(openDatabase({ kind: 'embedded', folder })).rejects.toMatchObject({ reason: 'DATA_FOLDER_IN_USE' });
  await db.destroy();
  expect(readdirSync(`${folder}.lock`)).toEqual([]);
});
