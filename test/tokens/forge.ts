// Makes tokens that we would not: any header, any claims, signed with any key.
import { constants, type KeyObject, sign, webcrypto } from 'node:crypto';
import { AUDIENCE, type House, ISSUER, uuid } from '../credentials/house.js';

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A compact JWS of an RS256, ES256 or EdDSA key; a header or payload given as text goes in as it stands. */
export function jwt(header: unknown, payload: unknown, key: KeyObject): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${signatureOf(signed, key).toString('base64url')}`;
}

/** The same, signed with the service's own key: what only we could have minted, had we lost our mind. */
export async function minted(house: House, claims: unknown, header: unknown = goodHeader(house)): Promise<string> {
  const signed = `${encode(header)}.${encode(claims)}`;
  const { privateKey } = house.keyring.current();
  const bytes = await webcrypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, Buffer.from(signed));
  return `${signed}.${Buffer.from(bytes).toString('base64url')}`;
}

export function goodHeader(house: House) {
  return { alg: 'RS256', kid: house.keyring.current().kid, typ: 'JWT' };
}

/** The claims that a token minted now for the credential would have. */
export function goodClaims(house: House, { sub, cred, org }: { sub: string; cred: string; org: string }) {
  const now = Math.floor(house.clock.now() / 1000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub,
    sub_type: 'app/serviceuser',
    client_id: cred,
    cred,
    jti: uuid(),
    iat: now,
    nbf: now,
    exp: now + 3600,
    kid: house.keyring.current().kid,
    gen: 'system',
    auth_via: 'client_credentials',
    org_ids: org,
    gens: { cred: 1, sub: 1, org: 1 },
  };
}

function signatureOf(signed: string, key: KeyObject): Buffer {
  const bytes = Buffer.from(signed);
  if (key.asymmetricKeyType === 'ed25519') return sign(null, bytes, key);
  if (key.asymmetricKeyType === 'ec') return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
  return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PADDING });
}
