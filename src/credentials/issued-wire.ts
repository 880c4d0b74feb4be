// The fields that secrets and keys share on the wire.
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Issued } from './issued.js';

export function issuedFields({ title, expiresAt, lastUsedAt, createdBy, createdAt }: Issued) {
  return {
    title,
    createdBy,
    createdAt: timestampFromMs(createdAt),
    ...(expiresAt === undefined ? {} : { expiresAt: timestampFromMs(expiresAt) }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt: timestampFromMs(lastUsedAt) }),
  };
}
