// The API token or admin token that a text is, as long as it counts.
import { parseToken, type TokenCredential, type VerifySecretDeps, verifyToken } from '../credentials/index.js';
import { isRefusal } from './refusals.js';

/** Undefined for what is none of ours, expired or deleted; rejects only when that cannot be told. To ask about it is not to use it. */
export async function countingStoredToken(deps: VerifySecretDeps, text: string): Promise<TokenCredential | undefined> {
  const token = parseToken(text);
  if (token === undefined) return undefined;
  try {
    return await verifyToken({ ...deps, lastUse: { used: () => {} } }, token);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
