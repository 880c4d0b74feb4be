// A generated secret can be told from anything else, and a mistyped one is found without a query.
import { expect, test } from 'vitest';
import { SECRET_PATTERN } from '../../src/credentials/index.js';
import { credentialIdOf, generateSecret, mayBelongTo } from '../../src/credentials/secrets/secret-format.js';
import { systemRandom } from '../../src/kernel/random.js';

const id = '0195d3a2-7c41-4b6e-9f00-abcdef012345';
const secrets = Array.from({ length: 500 }, () => generateSecret(id, systemRandom));

test('has the published shape, of characters that no header, URL or shell touches', () => {
  for (const secret of secrets) {
    expect(secret).toMatch(/^frs_0195d3a27c414b6e9f00abcdef012345_[0-9A-Za-z]{49}$/);
    expect(secret).toMatch(SECRET_PATTERN);
    expect(encodeURIComponent(secret)).toBe(secret);
    expect(mayBelongTo(id, secret)).toBe(true);
  }
  expect(new Set(secrets).size).toBe(secrets.length);
});

test('is found in the middle of a text', () => {
  const [secret = ''] = secrets;
  for (const text of [`token=${secret}&x=1`, `"${secret}"`, `https://x:${secret}@host/`, `a ${secret}\n`])
    expect(SECRET_PATTERN.exec(text)?.[0]).toBe(secret);
});

test('carries all 256 bits: the least and the largest value', () => {
  const bodyOf = (fill: number) => {
    const random = { ...systemRandom, bytes: (length: number) => Buffer.alloc(length, fill) };
    return generateSecret(id, random).split('_')[2]?.slice(0, 43);
  };
  expect(bodyOf(0)).toBe('0'.repeat(43));
  expect(bodyOf(255)).toHaveLength(43);
  expect(bodyOf(255)?.startsWith('0')).toBe(false);
});

test('any one character changed, dropped, doubled or swapped with its neighbour is noticed', () => {
  const [secret = ''] = secrets;
  for (let i = 'frs_'.length; i < secret.length; i += 1) {
    const rest = secret.slice(i + 1);
    const changed = secret.slice(0, i) + (secret[i] === 'a' ? 'b' : 'a') + rest;
    const dropped = secret.slice(0, i) + rest;
    const doubled = secret.slice(0, i) + secret[i] + secret[i] + rest;
    const swapped = secret.slice(0, i) + (secret[i + 1] ?? '') + secret[i] + rest.slice(1);
    for (const typo of [changed, dropped, doubled, swapped].filter((each) => each !== secret))
      expect(mayBelongTo(id, typo)).toBe(false);
  }
});

test('a random text of the same shape does not pass', () => {
  for (let i = 0; i < 2_000; i += 1) {
    const tail = systemRandom.bytes(64).toString('base64').replaceAll(/[+/=]/g, '').slice(0, 49).padEnd(49, '0');
    expect(mayBelongTo(id, `frs_${id.replaceAll('-', '')}_${tail}`)).toBe(false);
  }
});

test('belongs to the credential whose id is inside', () => {
  const [secret = ''] = secrets;
  expect(mayBelongTo('0195d3a2-7c41-4b6e-9f00-abcdef012346', secret)).toBe(false);
});

test('what an operator chose has no checksum to fail', () => {
  for (const chosen of ['a-secret-that-somebody-chose-at-will', 'FRS_x', 'xfrs_', '%:+ /'])
    expect(mayBelongTo(id, chosen)).toBe(true);
  for (const broken of ['frs_', 'frs_x', 'frs_0195d3a27c414b6e9f00abcdef012345_'])
    expect(mayBelongTo(id, broken)).toBe(false);
});

test('tokens have the same shape behind prefixes of their own, and are no secrets', () => {
  for (const [kind, prefix] of [
    ['api_token', 'frt'],
    ['admin_token', 'fra'],
  ] as const) {
    const token = generateSecret(id, systemRandom, kind);
    expect(token).toMatch(new RegExp(`^${prefix}_0195d3a27c414b6e9f00abcdef012345_[0-9A-Za-z]{49}$`));
    expect(token).toMatch(SECRET_PATTERN);
    expect(credentialIdOf(token)).toBe(id);
    expect(credentialIdOf(token.replace(prefix, 'frs'))).toBeUndefined();
    expect(mayBelongTo(id, token)).toBe(false);
  }
});
