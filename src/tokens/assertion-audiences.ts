// Which audiences of an assertion mean us.

/** The issuer, and the token endpoint below it (RFC 7523 §3). Both without and with a slash at the issuer's end. */
export function assertionAudiences(issuer: string): readonly string[] {
  return [issuer, `${issuer.replace(/\/$/, '')}/v1beta1/auth/token`];
}
