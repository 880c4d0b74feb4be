// The settings as `--help` shows them.
import { SETTINGS, type SettingText } from '../config/index.js';

const WIDTH = 96;
const INDENT = '      ';

/** A paragraph for each setting: its name, what it is for, what it accepts and its default. */
export function settingsHelp(): string {
  const paragraphs = Object.values<SettingText>(SETTINGS).map(paragraph);
  return ['Settings are environment variables:', ...paragraphs].join('\n\n');
}

function paragraph({ variable, about, accepts, fallback }: SettingText): string {
  const text = [about, `Accepts ${accepts}.`, fallback === '' ? 'No default.' : `Default: ${fallback}.`].join(' ');
  return `  ${variable}\n${wrap(text.replaceAll('`', ''))}`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${word}`.length > WIDTH) lines.push(`${INDENT}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
