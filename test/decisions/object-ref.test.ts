// References as clients write them, against the plainest reading of what they may be.
import { expect, test } from 'vitest';
import { FrontierError } from '../../src/kernel/errors.js';
import { parseObjectRef } from '../../src/kernel/object-ref.js';
import { seeded } from '../support/seeded.js';

const CHARACTERS = [...'aZ09_-./:!~ \t\n\0\x7f\x80\xa0\xadéßЖ漢😀\u2028\u200b\ufeff', '\ud800', '\udc00'];
const NAMESPACES = ['org', 'superuser', 'app/project', 'compute/order', 'compute', 'compute/', '/order', ''];

function plainly(text: string): unknown {
  const [namespace = '', id = '', ...more] = text.split(':');
  const full = { org: 'app/organization', superuser: 'app/user' }[namespace] ?? namespace;
  const isNamespace = /^[A-Za-z]\w{0,63}\/[A-Za-z]\w{0,63}$/.test(full);
  return isNamespace && more.length === 0 && /^[^\s\p{C}]{1,512}$/u.test(id) ? { namespace: full, id } : 'refused';
}

function parsed(text: string): unknown {
  try {
    return parseObjectRef(text, 'resource');
  } catch (error) {
    expect(error).toBeInstanceOf(FrontierError);
    return 'refused';
  }
}

test('a reference is taken or refused as its characters say', () => {
  const random = seeded(1);
  let taken = 0;
  for (let run = 0; run < 20_000; run += 1) {
    const some = random.chance(0.5) ? CHARACTERS.slice(0, 11) : CHARACTERS;
    const id = Array.from({ length: random.below(6) }, () => random.pick(some)).join('');
    const text = `${random.pick(NAMESPACES)}${random.chance(0.9) ? ':' : ''}${id}`;
    const expected = plainly(text);
    if (expected !== 'refused') taken += 1;
    expect(parsed(text)).toEqual(expected);
  }
  expect(taken).toBeGreaterThan(1_000);
  for (const length of [511, 512, 513])
    for (const character of ['a', 'é', '😀']) {
      const text = `compute/order:${character.repeat(length)}`;
      expect(parsed(text)).toEqual(plainly(text));
    }
});
