// Access tokens as an attacker would make them: out of a real one, without the key that signed it.
import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

export interface Forgery {
  readonly name: string;
  readonly token: string;
}

type Json = Readonly<Record<string, unknown>>;

/** `jwk`: the public key that verifies `token`. */
export function forgeries(token: string, jwk: JsonWebKey): readonly Forgery[] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const head = decode(header);
  const claims = decode(payload);
  const mine = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const mineAsJwk = mine.publicKey.export({ format: 'jwk' });
  const signed = (change: Json) => rs256({ ...head, ...change }, claims, mine.privateKey);
  const found: Forgery[] = [
    { name: 'another key', token: signed({}) },
    { name: 'another key, no kid', token: signed({ kid: undefined }) },
    { name: 'another key, in the header', token: signed({ jwk: mineAsJwk }) },
    { name: 'another key, by its address', token: signed({ jku: 'http://127.0.0.1:1/jwks.json' }) },
    { name: 'another key, as a file', token: signed({ kid: '../../dev/null' }) },
    { name: 'another key, critical', token: signed({ crit: ['x'], x: 1 }) },
    { name: 'no signature', token: `${header}.${payload}.` },
    { name: 'two parts', token: `${header}.${payload}` },
    { name: 'five parts', token: `${token}.${payload}.${signature}` },
    { name: 'padded', token: `${token}==` },
    { name: 'its header as a list', token: `${encode([head])}.${payload}.${signature}` },
    { name: 'an empty header', token: `${encode({})}.${payload}.${signature}` },
    { name: 'other claims', token: `${header}.${encode({ ...claims, exp: Number(claims['exp']) + 1 })}.${signature}` },
    { name: 'claims in another order', token: `${header}.${encode(reversed(claims))}.${signature}` },
  ];
  for (const alg of ['none', 'None', 'nOnE', 'NONE', '', null, 0, ['none']])
    for (const end of ['', signature])
      found.push({
        name: `alg ${JSON.stringify(alg)}${end === '' ? '' : ', signed'}`,
        token: `${encode({ ...head, alg })}.${payload}.${end}`,
      });
  for (const [name, secret] of publicKeyTexts(jwk))
    found.push({ name: `HS256 with ${name}`, token: hs256({ ...head, alg: 'HS256' }, claims, secret) });
  return found;
}

/** `token` with each of its characters exchanged for another of the same alphabet, one at a time. */
export function alterations(token: string): readonly string[] {
  return [...token].map((character, index) => {
    const other = character === 'A' ? 'B' : 'A';
    return token.slice(0, index) + other + token.slice(index + 1);
  });
}

/** A public key in every form that a careless verifier could take for a shared secret. */
function publicKeyTexts(jwk: JsonWebKey): readonly (readonly [string, string | Buffer])[] {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const spki = key.export({ format: 'pem', type: 'spki' }).toString();
  return [
    ['the PEM', spki],
    ['the PEM without its last newline', spki.trimEnd()],
    ['the PKCS #1 PEM', key.export({ format: 'pem', type: 'pkcs1' }).toString()],
    ['the DER', key.export({ format: 'der', type: 'spki' })],
    ['the JWK', JSON.stringify(jwk)],
    ['the modulus', Buffer.from(String(jwk.n), 'base64url')],
    ['nothing', ''],
  ];
}

export function rs256(header: Json, claims: Json, key: KeyObject): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function hs256(header: Json, claims: Json, secret: string | Buffer): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function decode(part: string): Json {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
}

function reversed(claims: Json): Json {
  return Object.fromEntries(Object.entries(claims).reverse());
}
