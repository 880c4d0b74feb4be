// A server that is measured from inside: it repeats its work for as long as it is told, and answers how that went.

/** Milliseconds to run for, and how many at a time. */
export interface LoopOrder {
  readonly milliseconds: number;
  readonly inFlight: number;
}

export interface LoopResult {
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Takes orders from whoever started the process, one after the other. */
export function takeOrders(work: () => unknown): void {
  process.on('message', (order: LoopOrder) => {
    void run(work, order).then((result) => process.send?.(result));
  });
  process.on('disconnect', () => process.exit());
  process.stdout.write('listening on nothing\n');
}

async function run(work: () => unknown, { milliseconds, inFlight }: LoopOrder): Promise<LoopResult> {
  const times: number[] = [];
  const began = performance.now();
  const until = began + milliseconds;
  const one = async () => {
    for (let start = began; start < until; ) {
      const done = work();
      if (done instanceof Promise) await done;
      const end = performance.now();
      times.push((end - start) * 1e3);
      start = end;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  const seconds = (performance.now() - began) / 1e3;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}
