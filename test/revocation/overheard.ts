// What clients ask of Postgres and of Redis, read off their connections: every statement that is run, and every command.

export interface Overheard {
  /** To be given to a relay. */
  overhear(): (bytes: Buffer) => void;
  /** Texts of statements, or names of commands in capitals, since they were last taken. */
  take(): string[];
}

/** What one connection asked with `bytes`; keeps what is not complete. */
type Reader = (bytes: Buffer) => string[];

function overheard(reader: () => Reader): Overheard {
  let asked: string[] = [];
  return {
    overhear() {
      const read = reader();
      return (bytes) => void asked.push(...read(bytes));
    },
    take() {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
}

export const overhearRedis = () => overheard(redisReader);
export const overhearPostgres = () => overheard(postgresReader);

/** Commands as clients send them: an array of strings, each with its length (RESP). */
function redisReader(): Reader {
  let rest: Buffer = Buffer.alloc(0);

  function line(from: number): [text: string, next: number] | undefined {
    const end = rest.indexOf('\r\n', from);
    return end === -1 ? undefined : [rest.toString('latin1', from + 1, end), end + 2];
  }

  /** The name of the first command, which is taken off; undefined when it has not come whole. */
  function command(): string | undefined {
    const head = line(0);
    if (head === undefined) return undefined;
    let [count, at] = [Number(head[0]), head[1]];
    let name = '';
    for (; count > 0; count -= 1) {
      const length = line(at);
      if (length === undefined) return undefined;
      const end = length[1] + Number(length[0]);
      if (rest.length < end + 2) return undefined;
      name ||= rest.toString('latin1', length[1], end).toUpperCase();
      at = end + 2;
    }
    rest = rest.subarray(at);
    return name;
  }

  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const names: string[] = [];
    for (let name = command(); name !== undefined; name = command()) names.push(name);
    return names;
  };
}

/** The messages that run a statement: Query, and Execute of what Bind named, whose text came with Parse. */
function postgresReader(): Reader {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  const texts = new Map<string, string>();
  let bound = '';

  function statement(kind: string, body: Buffer): string | undefined {
    const [first = '', second = ''] = body.toString('utf8').split('\0', 2);
    if (kind === 'Q') return first;
    if (kind === 'P') texts.set(first, second);
    if (kind === 'B') bound = second;
    return kind === 'E' ? (texts.get(bound) ?? '') : undefined;
  }

  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const statements: string[] = [];
    for (;;) {
      // The first message has no kind.
      const at = started ? 1 : 0;
      if (rest.length < at + 4) return statements;
      const end = at + rest.readUInt32BE(at);
      if (rest.length < end) return statements;
      const run = started ? statement(String.fromCharCode(rest[0] as number), rest.subarray(5, end)) : undefined;
      if (run !== undefined) statements.push(run);
      started = true;
      rest = rest.subarray(end);
    }
  };
}
