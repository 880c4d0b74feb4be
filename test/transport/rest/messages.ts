// Runs cases of requests and the message that reaches the pipeline for each.
import { expect, test } from 'vitest';
import { restServer } from './rest-server.js';

export interface Accepted {
  readonly name: string;
  readonly send: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly message: unknown;
}

/** By group of cases. */
export function testMessages(groups: Readonly<Record<string, readonly Accepted[]>>): void {
  test.each(Object.entries(groups).flatMap(([group, cases]) => cases.map((each) => ({ group, ...each }))))(
    '$group: $name',
    async ({ send, body, contentType = 'application/json', message }) => {
      const { url, received } = await restServer();
      const [method = '', path] = send.split(' ');
      const request = { method, headers: contentType === '' ? {} : { 'content-type': contentType } };
      const answer = await fetchWith(`${url}${path}`, { ...request, body });
      expect(answer.status, await answer.text()).toBe(200);
      expect(received.map((each) => each.message)).toEqual([message]);
    },
  );
}

/** As `fetch`, but a body is sent without a type when none is given. */
function fetchWith(url: string, init: { method: string; headers: Record<string, string>; body: string | undefined }) {
  const { body, ...rest } = init;
  return fetch(url, body === undefined ? rest : { ...rest, body: Buffer.from(body) });
}
