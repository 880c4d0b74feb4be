// Keys for separate purposes, derived from the one master key, so that none can stand in for another.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Redacted } from '../kernel/redacted.js';

/** 32 bytes out of FRONTIER_MASTER_KEY. */
export type MasterKey = Redacted<Buffer>;

export interface DerivedKey {
  /** 16 hexadecimal digits that name the key without telling anything of it; kept beside what it sealed or MACed. */
  readonly id: string;
  readonly key: KeyObject;
}

/** What a derived key may be used for; each is an `info` of its own (RFC 5869 §3.2) and never changes. */
export type KeyPurpose = 'seal signing keys' | 'mac secrets';

const MASTER_BYTES = 32;
const KEY_BYTES = 32;
const ID_BYTES = 8;

/** HKDF-SHA-256 of the master key (RFC 5869). Throws TypeError unless the master key has 32 bytes. */
export function deriveKey(masterKey: MasterKey, purpose: KeyPurpose): DerivedKey {
  const master = masterKey.reveal();
  if (master.length !== MASTER_BYTES) throw new TypeError(`the master key must have ${MASTER_BYTES} bytes`);
  const expand = (info: string, bytes: number) => Buffer.from(hkdfSync('sha256', master, '', info, bytes));
  return {
    id: expand(`frontier v1 ${purpose}: id`, ID_BYTES).toString('hex'),
    key: createSecretKey(expand(`frontier v1 ${purpose}: key`, KEY_BYTES)),
  };
}
