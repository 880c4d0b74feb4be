// Everything that is revoked as one signed document, for gateways that verify tokens without asking.
import { once } from 'node:events';
import { createDeflate } from 'node:zlib';
import { SignJWT } from 'jose';
import { type Clock, numericDate } from '../../kernel/clock.js';
import type { Keyring } from '../../signing/index.js';
import type { Revoked } from '../../storage/index.js';
import type { RevocationStore } from '../store.js';

export interface SignSnapshotDeps {
  readonly revoked: Pick<RevocationStore, 'all' | 'newest'>;
  readonly keyring: Keyring;
  readonly issuer: string;
  readonly clock: Clock;
}

export interface Snapshot {
  readonly jwt: string;
  readonly revision: string;
}

/** Of its own, so that nobody takes it for an access token. */
const TYPE = 'revocations+jwt';
/** Seconds. As long as what came after it is told to those who watch on from it. */
const LIFE = 900;
const FETCH_AGAIN = 10;

export async function signSnapshot({ revoked, keyring, issuer, clock }: SignSnapshotDeps): Promise<Snapshot> {
  const iat = numericDate(clock);
  const { entries, revision } = await deflated(revoked);
  const { kid, algorithm, privateKey } = keyring.current();
  const claims = { iss: issuer, iat, exp: iat + LIFE, ttl: FETCH_AGAIN, revision, entries };
  const jwt = await new SignJWT(claims).setProtectedHeader({ alg: algorithm.name, kid, typ: TYPE }).sign(privateKey);
  return { jwt, revision };
}

async function deflated(revoked: SignSnapshotDeps['revoked']): Promise<{ entries: string; revision: string }> {
  const deflate = createDeflate();
  const parts: Buffer[] = [];
  deflate.on('data', (part: Buffer) => parts.push(part));
  try {
    const revision = await revoked.all((rows) => deflate.write(rows.map(lineOf).join('')));
    deflate.end();
    await once(deflate, 'end');
    return { entries: Buffer.concat(parts).toString('base64url'), revision };
  } finally {
    deflate.destroy();
  }
}

function lineOf({ kind, key, generation, expiresAt }: Revoked): string {
  return `${kind} ${key} ${generation} ${Math.ceil(expiresAt / 1000)}\n`;
}
