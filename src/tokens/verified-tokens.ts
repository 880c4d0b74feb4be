// Access tokens that were verified, by their text: presented again, such a token costs no signature.
import { LRUCache } from 'lru-cache';
import type { Narrowing } from '../kernel/principal.js';
import type { SigningKey } from '../signing/index.js';
import type { AccessTokenClaims } from './access-token.js';

/** Says nothing but who signed what: whether it still counts is asked at every call, as of any other token. */
export interface VerifiedToken {
  /** The whole token, as it was presented. */
  readonly text: string;
  readonly claims: Readonly<AccessTokenClaims>;
  /** What verified it: another key, be it of the same id, verifies anew. */
  readonly key: SigningKey;
  /** What its scope makes of its owner's power; undefined without one. */
  readonly narrowing: Narrowing | undefined;
}

/** Holds what was verified and counted, and nothing that was refused, so that strangers cannot make it grow. */
export interface VerifiedTokens {
  find(text: string): VerifiedToken | undefined;
  keep(token: VerifiedToken): void;
  forget(text: string): void;
}

/** About 3 KB each; the least recently used leaves first. */
const MOST_TOKENS = 20_000;

/** One for each set of terms: what it holds was accepted for their audience. */
export function createVerifiedTokens(most: number = MOST_TOKENS): VerifiedTokens {
  const tokens = new LRUCache<string, VerifiedToken>({ max: most });
  return {
    find(text) {
      const found = tokens.get(endOf(text));
      return found?.text === text ? found : undefined;
    },
    keep({ text, ...token }) {
      // A copy: what was presented is part of a header, and would keep all of that.
      const copy = Buffer.from(text, 'latin1').toString('latin1');
      tokens.set(endOf(copy), { ...token, text: copy });
    },
    forget: (text) => void tokens.delete(endOf(text)),
  };
}

/** Of the signature, as good as random: to find a token by all of its text would take longer than all else that is asked of it. */
function endOf(text: string): string {
  return text.slice(-END);
}

const END = 43; // 256 bits
