// Reads the header Authorization: a scheme and what belongs to it (RFC 9110 §11.4).

export interface Authorization {
  /** In lower case: schemes are matched without regard to case. */
  readonly scheme: string;
  readonly value: string;
}

const HEADER = /^([A-Za-z][\w-]*) +([^\s,]+)$/;
const MAX_LENGTH = 10 * 1024;

/** Undefined unless it is one scheme, a space and one value. Two headers, which some servers join by a comma, are none. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, scheme, value] = (header.length <= MAX_LENGTH && HEADER.exec(header)) || [];
  return scheme === undefined || value === undefined ? undefined : { scheme: scheme.toLowerCase(), value };
}
