// What the first start prints: who may enter, and two commands that lead to a first decision.
import { localUrl } from '../config/index.js';
import type { Bootstrap } from './app-door.js';

export interface FirstStart {
  readonly address: { readonly host: string; readonly port: number };
  readonly bootstrap: Bootstrap;
  /** True when the operator chose the secret: then it is not repeated. */
  readonly secretGiven: boolean;
}

/** Shown once. The commands can be pasted as they are; they need nothing but curl and sed. */
export function firstDecision({ address, bootstrap, secretGiven }: FirstStart): string {
  const { clientId, clientSecret } = bootstrap;
  const url = localUrl(address);
  const secret = secretGiven ? '$FRONTIER_BOOTSTRAP_CLIENT_SECRET' : (clientSecret?.reveal() ?? '');
  const check = `{"permission":"superuser","resource":"app/platform:platform"}`;
  return `
The platform administrator${secretGiven ? '' : ' (the secret is shown this once)'}:

  client id      ${clientId}
  client secret  ${secretGiven ? 'as set in FRONTIER_BOOTSTRAP_CLIENT_SECRET' : secret}

Get a token, then ask for a decision:

  TOKEN=$(curl -s -u "${clientId}:${secret}" -X POST ${url}/v1beta1/auth/token | sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')
  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${check}' ${url}/v1beta1/check

`;
}
