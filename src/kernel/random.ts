// The only source of randomness; tests may hand in their own.
import { randomBytes, randomUUID } from 'node:crypto';

export interface Random {
  /** `length` bytes from the operating system's generator. */
  bytes(length: number): Buffer;
  /** A random UUID (RFC 9562 §5.4), lower case. */
  uuid(): string;
}

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUID(),
};
