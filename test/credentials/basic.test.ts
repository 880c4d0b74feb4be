// HTTP Basic as clients really send it, and as attackers do.
import { describe, expect, test } from 'vitest';
import { parseAuthorization, parseBasic } from '../../src/credentials/index.js';

const encode = (text: string | Buffer) => Buffer.from(text).toString('base64');
const id = '3f0a64cc-7c41-4b6e-9f00-abcdef012345';

describe('parseBasic', () => {
  test.each([
    ['as it is', `${id}:abc`, { clientId: id, readings: ['abc'] }],
    ['with an encoded id', `${id.replaceAll('-', '%2D')}:a%5Fb`, { clientId: id, readings: ['a_b', 'a%5Fb'] }],
    ['with an id encoded in lower case', `${id.replaceAll('-', '%2d')}:abc`, { clientId: id, readings: ['abc'] }],
    ['colons in the secret', `${id}:a:b:`, { clientId: id, readings: ['a:b:'] }],
    ['a plus', `${id}:a+b`, { clientId: id, readings: ['a b', 'a+b'] }],
    ['an encoded plus', `${id}:a%2Bb`, { clientId: id, readings: ['a+b', 'a%2Bb'] }],
    ['percent garbage', `${id}:%zz%`, { clientId: id, readings: ['%zz%'] }],
    ['percent garbage in the id', '%zz:x', { clientId: '%zz', readings: ['x'] }],
    ['UTF-8', `${id}:pässwörd`, { clientId: id, readings: ['pässwörd'] }],
    ['encoded UTF-8', `${id}:p%C3%A4ss`, { clientId: id, readings: ['päss', 'p%C3%A4ss'] }],
    ['an encoded NUL', `${id}:%00`, { clientId: id, readings: ['\0', '%00'] }],
    ['nothing but a colon', ':', { clientId: '', readings: [''] }],
  ])('reads %s', (_, text, client) => {
    expect(parseBasic(encode(text))).toEqual(client);
  });

  test('takes base64 without its padding', () => {
    expect(parseBasic(encode(`${id}:abcd`).replaceAll('=', ''))).toEqual({ clientId: id, readings: ['abcd'] });
  });

  test.each([
    ['nothing', ''],
    ['no colon', encode(id)],
    ['no base64', '***'],
    ['a space inside', `${encode('a:b').slice(0, 2)} ${encode('a:b').slice(2)}`],
    ['the other alphabet', '_-_-'],
    ['padding in the middle', 'YTp=iYg=='],
    ['invalid UTF-8', encode(Buffer.from([0xc3, 0x28, 0x3a, 0x61]))],
  ])('refuses %s', (_, text) => {
    expect(parseBasic(text)).toBeUndefined();
  });
});

describe('parseAuthorization', () => {
  test.each([
    ['Basic abc', { scheme: 'basic', value: 'abc' }],
    ['basic abc', { scheme: 'basic', value: 'abc' }],
    ['BASIC abc', { scheme: 'basic', value: 'abc' }],
    ['Bearer  a.b-c_d', { scheme: 'bearer', value: 'a.b-c_d' }],
    ['Negotiate x==', { scheme: 'negotiate', value: 'x==' }],
  ])('reads %j', (header, expected) => {
    expect(parseAuthorization(header)).toEqual(expected);
  });

  test.each([
    '',
    ' ',
    'Basic',
    'Basic ',
    'abc',
    'Basic\tabc',
    'Basic a b',
    'Basic a, Basic b',
    'Bearer a,b',
    ' Basic abc',
    'Basic abc\n',
    `Basic ${'a'.repeat(1_000_000)}`,
  ])('refuses %#', (header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });
});
