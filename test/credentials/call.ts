// A call as the pipeline hands it on, with headers of a test's choice.
import type { Principal } from '../../src/kernel/principal.js';
import type { Call, CallMeta } from '../../src/kernel/rpc.js';

export interface TestMeta extends CallMeta {
  /** What was replied, by header. */
  readonly replied: ReadonlyMap<string, string>;
}

export function testMeta(headers: Readonly<Record<string, string>> = {}): TestMeta {
  const replied = new Map<string, string>();
  return {
    header: (name) => headers[name],
    reply: (name, value) => replied.set(name, value),
    replied,
    peer: '127.0.0.1',
    protocol: 'grpc',
    timeoutMs: undefined,
    signal: undefined,
  };
}

export function testCall(headers: Readonly<Record<string, string>> = {}, principal?: Principal): Call {
  return { requestId: 'test', method: 'test', meta: testMeta(headers), principal, deadline: undefined };
}

export function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** What was thrown or rejected by `work`, as its cause in the log; fails the test unless it is the one refusal of all. */
export async function refusalFrom(work: () => unknown): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await work();
  } catch (error) {
    const { code, reason, message, violations, cause } = error as Record<string, unknown>;
    const seen = JSON.stringify({ code, reason, message, violations });
    if (seen !== REFUSAL) throw error;
    return cause;
  }
  throw new Error(`accepted: ${JSON.stringify(answer)}`);
}

const REFUSAL = JSON.stringify({
  code: 'unauthenticated',
  reason: 'CREDENTIAL_REFUSED',
  message: 'not authenticated',
  violations: [],
});
