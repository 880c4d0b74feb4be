// The port to what carries revocations from replica to replica faster than the database does.

/** What one look at the stream found. */
export interface StreamLook {
  /** Tells one filling of the stream from the next; undefined when it was emptied, or never begun. */
  readonly epoch: string | undefined;
  /** Where it ends. */
  readonly end: StreamEnd;
  /** Lines that came after the position given, oldest first. */
  readonly lines: readonly string[];
  /** Where to look on. */
  readonly position: string;
}

export interface StreamEnd {
  /** Of the newest line; `0-0` when there never was one. */
  readonly id: string;
  /** How many lines were ever added; undefined when the server does not count them. */
  readonly added: number | undefined;
  /** The newest line that was dropped because it is old; `0-0` when none was. */
  readonly dropped: string;
}

/** Every call is bounded in time and rejects when the server does not answer; the connection is then made anew. */
export interface Stream {
  /** Looks for lines after `position`, and waits for the first when there are none: a fifth of a second at most. */
  look(position: string): Promise<StreamLook>;
  /** Looks where the stream ends. */
  end(): Promise<Pick<StreamLook, 'epoch' | 'end'>>;
  /** Begins the stream under `epoch` unless another did; answers under which it is. */
  begin(epoch: string): Promise<string>;
  /** Adds lines, oldest first; resolves when the server has them. */
  add(lines: readonly string[]): Promise<void>;
  /** Goes up whenever the connection that looks was made anew: the server behind it may be another. */
  connections(): number;
  /** What is unsafe about the way the server is run, in words; empty when nothing is, or when it may not be asked. */
  warnings(): Promise<readonly string[]>;
  close(): void;
}

/** Orders ids of lines; `a` before `b` is negative. */
export function compareIds(a: string, b: string): number {
  const [[timeA, countA], [timeB, countB]] = [parts(a), parts(b)];
  return timeA - timeB || countA - countB;
}

function parts(id: string): readonly [number, number] {
  const [time = '0', count = '0'] = id.split('-');
  return [Number(time), Number(count)];
}
