// `frontier keys`: the signing keys, for operators who rotate them by hand, distrust one, or change the master key.
import type { AlgorithmName, ListedKey } from '../signing/index.js';
import type { KeyCommands } from './app-door.js';
import type { Command, CommandParts } from './command.js';
import { OK } from './exit-code.js';

export const listKeys = keyCommand(async (keys, { output }) => output.out(table(await keys.list())));

/** Without `algorithm`: that of the settings. */
export function rotateKeys(algorithm: AlgorithmName | undefined): Command {
  return keyCommand(async (keys, { output }) => {
    const after = await keys.rotate(algorithm);
    output.out(table(after));
    const next = after.find(({ state }) => state === 'next');
    if (next !== undefined) output.err(`${next.kid} is published now and signs from ${time(next.activatesAt)}\n`);
  });
}

export function retireKey(kid: string): Command {
  return keyCommand(async (keys, { output }) => {
    output.out(table(await keys.retire(kid)));
    output.err(`${kid} is refused from now on; others who verify may keep it until they fetch the key set again\n`);
  });
}

export const resealKeys = keyCommand(async (keys, { output }) => {
  const { resealed, waiting } = await keys.reseal();
  output.out(`sealed ${resealed} signing keys under the present master key\n`);
  output.out(
    waiting === 0
      ? 'no secret needs FRONTIER_MASTER_KEY_PREVIOUS any more\n'
      : `${waiting} secrets need FRONTIER_MASTER_KEY_PREVIOUS until they are used for the first time since the change\n`,
  );
});

function keyCommand(work: (keys: KeyCommands, command: CommandParts) => Promise<void>): Command {
  return async (command) => {
    await command.app.manageKeys(command.config, command.parts, (keys) => work(keys, command));
    return OK;
  };
}

const HEAD = ['KID', 'ALGORITHM', 'STATE', 'SIGNS FROM', 'VERIFIES UNTIL'];

function table(keys: readonly ListedKey[]): string {
  const rows = keys.map(({ kid, algorithm, state, activatesAt, retiresAt, retiredAt }) => {
    const end = retiredAt ?? retiresAt;
    return [kid, algorithm, state, time(activatesAt), end === undefined ? '-' : time(end)];
  });
  const widths = HEAD.map((head, column) => Math.max(...[HEAD, ...rows].map((row) => (row[column] ?? head).length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [HEAD, ...rows].map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** To the second, in UTC. */
function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, '');
}
