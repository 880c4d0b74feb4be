// The settings of the master key and of the keys that tokens are signed with.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Redacted } from '../kernel/redacted.js';
import { duration, durationOrOff } from './ranges.js';
import { converted, setting } from './setting.js';

/** The first is the default. */
export const SIGNING_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

const MASTER_KEY_BYTES = 32;
const SHORTEST_ROTATION = 3_600;
const LONGEST_ROTATION = 3_650 * 86_400;
const LONGEST_PUBLICATION = 7 * 86_400;

const keyRotation = durationOrOff(SHORTEST_ROTATION, LONGEST_ROTATION);
const keyPublication = duration(1, LONGEST_PUBLICATION);

const masterKeyFile = z.string().transform((path, context) => {
  const { key, problem } = readMasterKeyFile(path);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

/** 32 bytes out of their base64; undefined for anything else. */
export function parseMasterKey(text: string): Redacted<Buffer> | undefined {
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === MASTER_KEY_BYTES ? new Redacted(key) : undefined;
}

function readMasterKeyFile(path: string): { key?: Redacted<Buffer>; problem: string } {
  try {
    const key = parseMasterKey(readFileSync(path, 'utf8').trim());
    return { ...(key && { key }), problem: 'names a file that does not hold 32 bytes in base64' };
  } catch (error) {
    return {
      problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    };
  }
}

export const KEY_SETTINGS = {
  masterKey: setting(converted(parseMasterKey, 'is not 32 bytes in base64'), {
    variable: 'FRONTIER_MASTER_KEY',
    accepts: '32 random bytes in base64 (`openssl rand -base64 32`)',
    fallback: 'a new one on the first start, in `master.key` in the data folder',
    about:
      'Seals signing keys, and keys the MACs of secrets; whoever loses it loses both. Required with `DATABASE_URL`; replicas must share it.',
    secret: true,
  }),
  masterKeyFile: setting(masterKeyFile, {
    variable: 'FRONTIER_MASTER_KEY_FILE',
    accepts: 'a file that holds what `FRONTIER_MASTER_KEY` would',
    fallback: '',
    about: 'The master key from a file, such as a mounted secret.',
    secret: true,
  }),
  masterKeyPrevious: setting(converted(parseMasterKey, 'is not 32 bytes in base64'), {
    variable: 'FRONTIER_MASTER_KEY_PREVIOUS',
    accepts: 'what `FRONTIER_MASTER_KEY` was before',
    fallback: '',
    about:
      'The master key before a change of it: what it sealed and MACed still opens and verifies. `frontier keys reseal` tells when it can go.',
    secret: true,
  }),
  masterKeyPreviousFile: setting(masterKeyFile, {
    variable: 'FRONTIER_MASTER_KEY_PREVIOUS_FILE',
    accepts: 'a file that holds what `FRONTIER_MASTER_KEY_PREVIOUS` would',
    fallback: '',
    about: 'The previous master key from a file.',
    secret: true,
  }),
  signingAlgorithm: setting(z.enum(SIGNING_ALGORITHMS, 'is not an algorithm'), {
    variable: 'FRONTIER_SIGNING_ALGORITHM',
    accepts: SIGNING_ALGORITHMS.map((name) => `\`${name}\``).join(', '),
    fallback: SIGNING_ALGORITHMS[0],
    about: 'What new signing keys are for: the first one, and each that a rotation makes.',
  }),
  keyRotation: setting(keyRotation, {
    variable: 'FRONTIER_KEY_ROTATION',
    accepts: 'a duration from 1h to 3650d, or `off`',
    fallback: '30d',
    about: 'How long a signing key signs before the next one does. `off`: until `frontier keys rotate`.',
  }),
  keyPublication: setting(keyPublication, {
    variable: 'FRONTIER_KEY_PUBLICATION',
    accepts: 'a duration from 1s to 7d',
    fallback: '1h',
    about:
      'How long a new signing key is published before it signs; longer than any verifier keeps the key set, which is 10 minutes as a rule.',
  }),
};
