// The one table of signature algorithms: how their keys look as JWK, how they verify, how keys are made.
import { constants, generateKeyPair, type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';

export type AlgorithmName = 'RS256' | 'ES256' | 'EdDSA';

export interface Algorithm {
  /** RFC 7518 §3.1, RFC 8037 §3.1. */
  readonly name: AlgorithmName;
  readonly kty: 'RSA' | 'EC' | 'OKP';
  /** Empty where the key type has no curves. */
  readonly crv: '' | 'P-256' | 'Ed25519';
  /** The public members of a JWK besides `kty`. */
  readonly members: readonly ('crv' | 'n' | 'e' | 'x' | 'y')[];
  verifies(key: KeyObject, signed: Buffer, signature: Buffer): boolean;
  /** Makes a key pair on libuv's thread pool; call it through a KeyGenerator, which limits how many at once. */
  generate(): Promise<KeyPair>;
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** R and S of 32 bytes each, for P-256 (RFC 7518 §3.4) and Ed25519 (RFC 8032 §5.1.6) alike. */
const SIGNATURE_BYTES = 64;

const RS256: Algorithm = {
  name: 'RS256',
  kty: 'RSA',
  crv: '',
  members: ['n', 'e'],
  verifies: (key, signed, signature) =>
    verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature),
  generate: () => generate('rsa', { modulusLength: 2048, publicExponent: 65_537 }),
};

const ES256: Algorithm = {
  name: 'ES256',
  kty: 'EC',
  crv: 'P-256',
  members: ['crv', 'x', 'y'],
  verifies: (key, signed, signature) =>
    signature.length === SIGNATURE_BYTES && verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature),
  generate: () => generate('ec', { namedCurve: 'P-256' }),
};

const EdDSA: Algorithm = {
  name: 'EdDSA',
  kty: 'OKP',
  crv: 'Ed25519',
  members: ['crv', 'x'],
  verifies: (key, signed, signature) => signature.length === SIGNATURE_BYTES && verify(null, signed, key, signature),
  generate: () => generate('ed25519'),
};

const TABLE = [RS256, ES256, EdDSA];

/** In the order of preference: the first is the default. */
export const ALGORITHM_NAMES: readonly [AlgorithmName, ...AlgorithmName[]] = ['RS256', 'ES256', 'EdDSA'];

/** The entry of that name, matched exactly; undefined for anything else, `none` and the HMACs among it. */
export function findAlgorithm(name: unknown): Algorithm | undefined {
  return TABLE.find((algorithm) => algorithm.name === name);
}

/** For a name that was checked before it was stored. */
export function algorithmNamed(name: string): Algorithm {
  const algorithm = findAlgorithm(name);
  if (algorithm === undefined) throw new TypeError(`unknown algorithm ${name}`);
  return algorithm;
}

/** The one algorithm that a key of this type and curve is for. */
export function algorithmOfKey(kty: unknown, crv: unknown): Algorithm | undefined {
  return TABLE.find((algorithm) => algorithm.kty === kty && (algorithm.crv === '' || algorithm.crv === crv));
}
