// Statements that Postgres parses and plans once a connection instead of at every use.
import type pg from 'pg';

const MARK = /^\/\* prepared as (\w+) \*\//;

/** The statement under a mark that has it kept by that name; other databases run it as it is. */
export function prepared(name: string, statement: string): string {
  return `/* prepared as ${name} */ ${statement}`;
}

/** Has the client send what is marked by its name, and whole only once. */
export function keepPrepared(client: pg.PoolClient): void {
  const send = client.query.bind(client) as (...sent: readonly unknown[]) => unknown;
  const query = (text: unknown, values?: unknown, ...rest: readonly unknown[]) => {
    const name = typeof text === 'string' ? MARK.exec(text)?.[1] : undefined;
    return name === undefined ? send(text, values, ...rest) : send({ name, text, values }, ...rest);
  };
  client.query = query as typeof client.query;
}
