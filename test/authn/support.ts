// Self-signed JWTs for tests of authentication.
import { importPKCS8, SignJWT } from 'jose';
import type { House } from '../credentials/house.js';

export interface Signer {
  readonly kid: string;
  readonly privateKey: string;
  readonly algorithm: string;
}

/** As frontier-go signs: 12 h, an issuer of its own, kid in header and payload. Undefined takes a claim or header out. */
export async function selfSigned(
  house: House,
  { kid, privateKey, algorithm }: Signer,
  { claims, header }: { claims: object; header?: object },
): Promise<string> {
  const now = Math.floor(house.clock.now() / 1000);
  const all = { iss: '//frontier-go-sdk', iat: now, nbf: now, exp: now + 12 * 3600, jti: '1', kid, ...claims };
  return new SignJWT(all)
    .setProtectedHeader({ alg: algorithm, kid, ...header })
    .sign(await importPKCS8(privateKey, algorithm));
}
