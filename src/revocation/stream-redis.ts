// The stream in Redis: one connection that looks, one that adds.
import type { Redacted } from '../kernel/redacted.js';
import { connectRedis, type RedisClient } from '../storage/index.js';
import { inTime } from './in-time.js';
import type { Stream, StreamEnd, StreamLook } from './stream.js';

/** In braces what a Cluster places keys by: both lie on one node. */
const STREAM_KEY = '{frontier:revocations}:stream';
const EPOCH_KEY = '{frontier:revocations}:epoch';

/** How long a look waits for a line; a replica hears from the server at least this often. */
const BLOCK_MS = 200;
/** What the server has to answer in, beyond that. Stock clients wait for ever for one that is frozen. */
const LOOK_MS = BLOCK_MS + 500;
const ADD_MS = 50;
const ASK_MS = 500;
/** A replica that is further behind than so many lines reads the database. */
const KEPT_LINES = 100_000;
const LINES_A_LOOK = 1_000;
/** The field that a line is in. */
const FIELD = 'r';

export interface StreamRedisDeps {
  readonly url: Redacted<string>;
  /** Told of trouble with the connection, each time. */
  onError(error: unknown): void;
}

export function redisStream({ url, onError }: StreamRedisDeps): Stream {
  const looking = connectRedis(url);
  const adding = connectRedis(url);
  let connections = 0;
  looking.on('close', () => {
    connections += 1;
  });
  for (const client of [looking, adding]) client.on('error', onError);
  const ask = <T>(work: Promise<T>) => bounded(looking, ASK_MS, work);

  return {
    async look(position) {
      const commands = looking.pipeline().get(EPOCH_KEY).xinfo('STREAM', STREAM_KEY);
      const reads = commands.xread('COUNT', LINES_A_LOOK, 'BLOCK', BLOCK_MS, 'STREAMS', STREAM_KEY, position);
      const [epoch, info, found] = (await bounded(looking, LOOK_MS, reads.exec())) ?? [];
      return { epoch: epochOf(epoch), end: endOf(info), ...linesOf(found, position) };
    },
    async end() {
      const commands = looking.pipeline().get(EPOCH_KEY).xinfo('STREAM', STREAM_KEY);
      const [epoch, info] = (await ask(commands.exec())) ?? [];
      return { epoch: epochOf(epoch), end: endOf(info) };
    },
    async begin(epoch) {
      await ask(looking.set(EPOCH_KEY, epoch, 'NX'));
      return (await ask(looking.get(EPOCH_KEY))) ?? '';
    },
    async add(lines) {
      const commands = adding.pipeline();
      for (const line of lines) commands.xadd(STREAM_KEY, 'MAXLEN', '~', KEPT_LINES, '*', FIELD, line);
      // Late is not lost: whoever adds tries again, and a line may come twice. Only one that is silent for long is dropped.
      const sent = bounded(adding, ASK_MS, commands.exec());
      for (const [error] of (await inTime(ADD_MS, sent)) ?? []) if (error) throw error;
    },
    connections: () => connections,
    warnings: () => ask(warningsOf(looking)),
    close: () => {
      for (const client of [looking, adding]) client.disconnect();
    },
  };
}

/** A server that misses the deadline is taken for dead, and the connection made anew. */
function bounded<T>(client: RedisClient, milliseconds: number, work: Promise<T>): Promise<T> {
  return inTime(milliseconds, work).catch((error: unknown) => {
    if (client.status === 'ready') client.disconnect(true);
    throw error;
  });
}

type Reply = readonly [error: Error | null, value: unknown];

function answerOf(reply: Reply | undefined): unknown {
  if (reply === undefined) throw new Error('Redis answered less than it was asked');
  if (reply[0] !== null) throw reply[0];
  return reply[1];
}

function epochOf(reply: Reply | undefined): string | undefined {
  const value = answerOf(reply);
  return typeof value === 'string' ? value : undefined;
}

/** Names and values in turn. A stream that is not there is one without end. */
function endOf(reply: Reply | undefined): StreamEnd {
  if (reply?.[0] && /no such key/i.test(reply[0].message)) return { id: '0-0', added: 0, dropped: '0-0' };
  const fields = answerOf(reply) as readonly unknown[];
  const named = (name: string) => fields[fields.indexOf(name) + 1];
  const added = fields.includes('entries-added') ? Number(named('entries-added')) : undefined;
  const dropped = fields.includes('max-deleted-entry-id') ? String(named('max-deleted-entry-id')) : '0-0';
  return { id: String(named('last-generated-id')), added, dropped };
}

type Found = readonly (readonly [key: string, entries: readonly (readonly [id: string, fields: string[]])[]])[];

function linesOf(reply: Reply | undefined, position: string): Pick<StreamLook, 'lines' | 'position'> {
  const entries = (answerOf(reply) as Found | null)?.[0]?.[1] ?? [];
  return { lines: entries.map(([, fields]) => fields[1] ?? ''), position: entries.at(-1)?.[0] ?? position };
}

async function warningsOf(client: RedisClient): Promise<readonly string[]> {
  const read = async (name: string) => {
    const [, value] = (await client.config('GET', name).catch(() => [])) as string[];
    return value;
  };
  const [policy, save, appendonly] = [await read('maxmemory-policy'), await read('save'), await read('appendonly')];
  return [
    ...(policy?.startsWith('allkeys') ? [`its maxmemory-policy is ${policy}: it may drop revocations`] : []),
    ...(save === '' && appendonly === 'no' ? ['it persists nothing: a restart makes every replica read all anew'] : []),
  ];
}
