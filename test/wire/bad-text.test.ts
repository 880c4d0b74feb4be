// Every text field of every RPC, filled with what nobody means, by someone who may do everything: refused, and by its name.
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { ALL_METHODS, type Answer, type CallOptions, type Client } from './support/client.js';
import { openClient } from './support/clients.js';
import { type Exchange, exchanged, textPaths } from './support/messages.js';
import { imaginary } from './support/tenant.js';

const RPCS = ALL_METHODS.map(({ name }) => name);
const RPCS_WITH_TEXT = RPCS.filter((rpc) => textPaths(rpc).length > 0);

const LONG = 'a'.repeat(10_000);
const NUL = 'a\0b';
const NEWLINE = 'a\nb';
const UPPER_CASE = '0E5F9B1C-6F35-4B7A-9B5C-7F6F3F0F5A11';

/** What a caller may be told of its own mistakes. */
const MISTAKES = ['invalid_argument', 'not_found', 'already_exists', 'failed_precondition', 'unauthenticated'];

/** Fields that are not read when what is better is given, or ever. */
const NOT_READ = [
  'CheckPermission object_id',
  'CheckPermission object_namespace',
  'CheckResourcePermission object_id',
  'CheckResourcePermission object_namespace',
  // Anything may be asked about; what is no token is none that counts.
  ...['IntrospectToken', 'RevokeToken'].flatMap((rpc) => [`${rpc} token`, `${rpc} token_type_hint`]),
  'CreatePermission bodies.name',
  'CreatePermission bodies.namespace',
  'UpdatePermission body.name',
  'UpdatePermission body.namespace',
];

let app: TestApp;
let connect: Client;
let grpc: Client;

beforeAll(async () => {
  app = await sharedApp();
  connect = openClient('Connect, JSON', app.baseUrl);
  grpc = openClient('grpc-js', app.baseUrl);
  return () => grpc.close();
});

/** Asks for what does not exist, with `value` at `path`. */
function ask(client: Client, rpc: string, exchange: Exchange): Promise<Answer> {
  return client.call(rpc, exchanged(rpc, imaginary(), exchange), credentials(rpc));
}

/** For AuthToken they are in the message. */
function credentials(rpc: string): CallOptions {
  return rpc === 'AuthToken' ? {} : { authorization: app.admin.basic };
}

/** A refusal, which names the field if it is for what the fields hold. */
function expectRefusal(answer: Answer, path: readonly string[]): void {
  expect(MISTAKES).toContain(answer.code);
  if (answer.reason !== 'FIELD_INVALID') return;
  const named = answer.fields.map((field) => field.replace(/:.*/s, '').replaceAll('[0]', ''));
  expect(named).toContain(path.join('.'));
}

test.each(RPCS)('%s, an empty message', async (rpc) => {
  for (const client of [connect, grpc])
    expect(['ok', ...MISTAKES]).toContain((await client.call(rpc, {}, { authorization: app.admin.basic })).code);
});

describe.each(RPCS_WITH_TEXT)('%s', (rpc) => {
  const paths = textPaths(rpc);

  test('text that cannot be', async () => {
    for (const path of paths) {
      const answers = await Promise.all([
        ask(connect, rpc, { path, value: NUL }),
        ask(connect, rpc, { path, value: NEWLINE }),
        ask(connect, rpc, { path, value: LONG }),
        ask(grpc, rpc, { path, value: NUL }),
      ]);
      // A picture may well be as long.
      if (path.at(-1) === 'avatar') answers.splice(2, 1);
      if (NOT_READ.includes(`${rpc} ${path.join('.')}`)) continue;
      for (const answer of answers) expectRefusal(answer, path);
    }
  });

  test('ids in another case', async () => {
    for (const path of paths) {
      const answer = await ask(connect, rpc, { path, value: UPPER_CASE });
      if (path.at(-1)?.endsWith('id') && answer.code === 'invalid_argument') expectRefusal(answer, path);
      else expect(['ok', ...MISTAKES]).toContain(answer.code);
    }
  });
});

test('nothing was logged as our fault', () => {
  expect(app.log).toEqual([]);
});
