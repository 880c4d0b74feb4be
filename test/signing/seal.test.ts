// Sealed keys open with the same master key, for the same row, unaltered; otherwise not.
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { deriveKey } from '../../src/signing/index.js';
import { seal, unseal } from '../../src/signing/seal.js';

const masterKey = (fill: number) => new Redacted(Buffer.alloc(32, fill));
const key = deriveKey(masterKey(1), 'seal signing keys');
const context = { kid: 'kid', algorithm: 'RS256' };
const plain = Buffer.from('a private key');
const sealing = { key, random: systemRandom };

describe('seal', () => {
  test('opens again', () => {
    expect(unseal(key, seal(sealing, plain, context), context)).toEqual(plain);
  });

  test('never makes the same bytes twice', () => {
    expect(seal(sealing, plain, context)).not.toEqual(seal(sealing, plain, context));
  });

  test('shows nothing of the plain text', () => {
    expect(seal(sealing, plain, context).includes(plain)).toBe(false);
  });

  test('does not open with any bit changed, or cut short', () => {
    const sealed = seal(sealing, plain, context);
    for (let i = 0; i < sealed.length; i += 1) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(i) ^ 1, i);
      expect(unseal(key, altered, context)).toBeUndefined();
      expect(unseal(key, sealed.subarray(0, i), context)).toBeUndefined();
    }
  });

  test.each([
    { ...context, kid: 'other' },
    { ...context, algorithm: 'ES256' },
    { kid: 'kid\0RS256', algorithm: '' },
  ])('does not open for another row', (other) => {
    expect(unseal(key, seal(sealing, plain, context), other)).toBeUndefined();
  });

  test('does not open under another master key, or another key of the same', () => {
    const sealed = seal(sealing, plain, context);
    expect(unseal(deriveKey(masterKey(2), 'seal signing keys'), sealed, context)).toBeUndefined();
    expect(unseal(deriveKey(masterKey(1), 'mac secrets'), sealed, context)).toBeUndefined();
  });
});

describe('deriveKey', () => {
  test('answers the same for ever: what was sealed and MACed depends on it', () => {
    expect(deriveKey(masterKey(1), 'seal signing keys').id).toBe('0dfd0bd01728bd04');
    expect(deriveKey(masterKey(1), 'mac secrets').id).toBe('2fb1ec2d677ca867');
  });

  test.each([0, 16, 31, 33, 64])('refuses a master key of %i bytes', (length) => {
    expect(() => deriveKey(new Redacted(Buffer.alloc(length)), 'mac secrets')).toThrow(TypeError);
  });
});
