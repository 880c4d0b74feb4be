// Keys are made few at a time, and not without end.
import { expect, test } from 'vitest';
import { type Algorithm, algorithmNamed, createKeyGenerator } from '../../src/signing/index.js';

test('makes two at once at the most, and all of them in the end', async () => {
  const generateKey = createKeyGenerator();
  let running = 0;
  let most = 0;
  const counted: Algorithm = {
    ...algorithmNamed('EdDSA'),
    generate: async () => {
      running += 1;
      most = Math.max(most, running);
      const pair = await algorithmNamed('EdDSA').generate();
      running -= 1;
      return pair;
    },
  };
  const pairs = await Promise.all(Array.from({ length: 50 }, () => generateKey(counted)));
  expect(pairs).toHaveLength(50);
  expect(most).toBe(2);
});

test('turns away what would wait too long, and serves again afterwards', async () => {
  const generateKey = createKeyGenerator();
  const many = await Promise.allSettled(Array.from({ length: 150 }, () => generateKey(algorithmNamed('EdDSA'))));
  const refused = many.filter((each) => each.status === 'rejected');
  expect(refused).toHaveLength(48);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'unavailable', reason: 'KEY_GENERATION_BUSY' });
  await expect(generateKey(algorithmNamed('EdDSA'))).resolves.toBeDefined();
});

test('a failure gives its place to the next', async () => {
  const generateKey = createKeyGenerator();
  const failing: Algorithm = { ...algorithmNamed('EdDSA'), generate: () => Promise.reject(new Error('no')) };
  await Promise.allSettled(Array.from({ length: 10 }, () => generateKey(failing)));
  await expect(generateKey(algorithmNamed('EdDSA'))).resolves.toBeDefined();
});
