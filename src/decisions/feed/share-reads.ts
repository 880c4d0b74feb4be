// One read at a time for everyone who asks for one.

/** Calls that overlap share a read that began after they did. */
export function shareReads(read: () => Promise<void>): () => Promise<void> {
  let reading: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function share(): Promise<void> {
    if (reading === undefined) {
      reading = read().finally(() => {
        reading = undefined;
      });
      return reading;
    }
    // The read under way may have begun before what the caller wants to see: one more after it serves everyone who waits.
    next ??= reading
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return share();
      });
    return next;
  }

  return share;
}
