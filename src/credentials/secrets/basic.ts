// Reads HTTP Basic (RFC 7617) as OAuth clients and others send it.
import { isUtf8 } from 'node:buffer';
import type { PresentedSecret } from './verify-secret.js';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The client id and secret in the part behind `Basic `; undefined when it holds none. RFC 6749 §2.3.1 has both form-encoded, many
 * clients send them as they are: so the secret has two readings.
 */
export function parseBasic(credentials: string): PresentedSecret | undefined {
  if (!BASE64.test(credentials)) return undefined;
  const bytes = Buffer.from(credentials, 'base64');
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const id = text.slice(0, colon);
  const secret = text.slice(colon + 1);
  const decoded = formDecode(secret);
  return {
    clientId: formDecode(id) ?? id,
    readings: decoded === undefined || decoded === secret ? [secret] : [decoded, secret],
  };
}

/** Undefined for what was not encoded, e.g. a lone `%`. */
function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
