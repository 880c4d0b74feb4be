// The master key: given in the settings, or made on the first start and kept in a file only we may read.
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FrontierError } from '../kernel/errors.js';
import type { Random } from '../kernel/random.js';
import type { Redacted } from '../kernel/redacted.js';
import { parseMasterKey } from './key-settings.js';

export type MasterKeySource =
  | { readonly kind: 'given'; readonly key: Redacted<Buffer> }
  /** `seals`: what was sealed with it; when that is there, a missing key file is not made anew. */
  | { readonly kind: 'file'; readonly path: string; readonly seals: string };

/** The 32 bytes. Makes the file (mode 0600) when neither it nor what it seals is there; processes that start together agree. */
export async function openMasterKey(source: MasterKeySource, random: Random): Promise<Redacted<Buffer>> {
  if (source.kind === 'given') return source.key;
  if (!existsSync(source.path)) await make(source, random);
  const key = parseMasterKey((await readFile(source.path, 'utf8')).trim());
  if (key === undefined) throw unusable(`${source.path} does not hold 32 bytes in base64`);
  return key;
}

async function make({ path, seals }: { path: string; seals: string }, random: Random): Promise<void> {
  // Looked at in this order: another process makes the key first and what it seals afterwards.
  if (existsSync(seals) && !existsSync(path))
    throw unusable(`${path} is missing, but ${seals} needs it; put it back or set FRONTIER_MASTER_KEY`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${random.uuid()}`;
  try {
    await writeDurably(draft, `${random.bytes(32).toString('base64')}\n`);
    // A link appears whole or not at all, and never replaces a key that another process made first.
    await link(draft, path).catch(ignoreExisting);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function unusable(message: string): FrontierError {
  return new FrontierError('failed_precondition', 'MASTER_KEY_UNUSABLE', message);
}
