// Runs cases of what no client should send: each is refused with a 4xx and reaches no handler.
import { expect, test } from 'vitest';
import { restServer } from './rest-server.js';

export interface Refusal {
  readonly name: string;
  readonly send: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
  readonly status?: number;
  /** Of the first field violation; undefined when the fault is none of a field. */
  readonly field?: string;
  readonly description?: RegExp;
  readonly reason?: string;
}

/** By group of cases. */
export function testRefusals(groups: Readonly<Record<string, readonly Refusal[]>>): void {
  test.each(Object.entries(groups).flatMap(([group, cases]) => cases.map((each) => ({ group, ...each }))))(
    '$group: $name',
    async ({ send, body, headers = { 'content-type': 'application/json' }, ...expected }) => {
      const { url, received } = await restServer();
      const [method = '', path] = send.split(' ');
      const answer = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      const status = expected.status ?? 400;
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/json');
      const text = await answer.text();
      expect(received).toEqual([]);
      expect(text).not.toContain('s3cret');
      const { code, message, details } = JSON.parse(text);
      expect(code).toBe(3);
      expect(message).toBeTypeOf('string');
      expect(details[0]['@type']).toBe('type.googleapis.com/google.rpc.ErrorInfo');
      expect(details[0].reason).toBe(expected.reason ?? 'FIELD_INVALID');
      expect(details[1]?.field_violations[0].field).toBe(expected.field);
      if (expected.description !== undefined)
        expect(details[1].field_violations[0].description).toMatch(expected.description);
    },
  );
}
