// Watching what is revoked: all there is, then each as it comes, and on from where one was.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDecisions, createRecentChanges, sqlDecisionStore, sqlWatchStore } from '../../src/decisions/index.js';
import { type RevocationStore, sqlRevocationStore } from '../../src/revocation/index.js';
import { watchRpc } from '../../src/revocation/watch/rpc.js';
import { afterWrite, type Database, write } from '../../src/storage/index.js';
import { testCall } from '../credentials/call.js';
import { request } from '../credentials/house.js';
import { testDatabase } from '../support/database.js';
import { claims } from './tokens.js';

const EXP = Math.floor(Date.UTC(2100, 0, 1) / 1000);
const gone = new AbortController();

let db: Database;
let store: RevocationStore;
let watch: (fromRevision: string) => AsyncIterator<Message>;

interface Message {
  readonly revision?: string;
  readonly revocations?: readonly { readonly key?: string; readonly generation?: number }[];
}

beforeAll(async () => {
  db = await testDatabase();
  store = sqlRevocationStore(db);
  const { feed } = await createDecisions(sqlDecisionStore(db), 10_000);
  afterWrite(db, () => feed.catchUp());
  const rpc = watchRpc({ watched: sqlWatchStore(db), recent: createRecentChanges(feed), revoked: store });
  const call = testCall();
  const watching = { ...call, meta: { ...call.meta, signal: gone.signal } };
  watch = (fromRevision) => {
    const messages = rpc.watchRevocations(request({ fromRevision }), watching) as AsyncIterable<Message>;
    return messages[Symbol.asyncIterator]();
  };
});
afterAll(() => gone.abort());

const revoke = async () => {
  const key = claims().jti;
  const { revision } = await store.record({ kind: 'token', key, exp: EXP, cause: 'test' });
  return { key, revision };
};
const keys = ({ value }: IteratorResult<Message>) => value.revocations?.map(({ key }: { key?: string }) => key);

test('first all there is, which an empty message ends; then each as it comes, and nothing else', async () => {
  const before = [await revoke(), await revoke()];
  const messages = watch('');
  expect(keys(await messages.next())?.sort()).toEqual(before.map(({ key }) => key).sort());
  expect(keys(await messages.next())).toEqual([]);
  await write(db, async ({ changed }) => changed('role', 'a'));
  const { key, revision } = await revoke();
  const live = await messages.next();
  expect([live.value.revision, keys(live)]).toEqual([revision, [key]]);
});

test('on from a revision: what came after it', async () => {
  const { revision } = await revoke();
  const next = await revoke();
  const messages = watch(revision);
  expect(keys(await messages.next())).toEqual([]);
  expect(keys(await messages.next())).toEqual([next.key]);
});

test('when too much changed to be named, all is told again', async () => {
  const messages = watch('');
  while (keys(await messages.next())?.length !== 0);
  const { key } = await revoke();
  expect(keys(await messages.next())).toEqual([key]);
  await write(db, async ({ changed }) => changed('everything', ''));
  expect(keys(await messages.next())).toContain(key);
});

test('what is no revision, or none yet, is told so', async () => {
  await expect(watch('x').next()).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(watch('9999999999999999').next()).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(watch('999999999').next()).rejects.toMatchObject({ code: 'out_of_range', reason: 'REVISION_UNKNOWN' });
});
