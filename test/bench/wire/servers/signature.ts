// What the signature of an access token allows: the library, the key and the claims of the product, and nothing else.
import { randomUUID } from 'node:crypto';
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { takeOrders } from './loop.js';

const { privateKey } = await generateKeyPair('RS256');
const { header, claims } = JSON.parse(process.argv[2] ?? '{}') as { header: { alg: string }; claims: JWTPayload };

takeOrders(() => new SignJWT({ ...claims, jti: randomUUID() }).setProtectedHeader(header).sign(privateKey));
