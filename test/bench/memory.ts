// What stays in memory after something was filled: the heap and the buffers outside of it, after a full collection.

/** Bytes that `fill` leaves behind and that are in use as long as what it answers is. */
export async function bytesKeptBy<T>(fill: () => Promise<T>): Promise<{ readonly bytes: number; readonly kept: T }> {
  const before = inUse();
  const kept = await fill();
  return { bytes: inUse() - before, kept };
}

function inUse(): number {
  if (global.gc === undefined) throw new Error('run node with --expose-gc');
  // Buffers are given back by finalizers, which run after a collection.
  for (let collection = 0; collection < 3; collection += 1) global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
