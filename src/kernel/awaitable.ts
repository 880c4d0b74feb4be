// Going on with an answer that may be there already, without a promise when it is.
import type { Awaitable } from './rpc.js';

/** `next` with the value: at once when it is there, else when it has come. */
export function andThen<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Runs `work` and hands its value to `done` or its failure to `failed`, thrown and rejected alike. */
export function settle<T, U>(
  work: () => Awaitable<T>,
  done: (value: T) => U,
  failed: (error: unknown) => U,
): Awaitable<U> {
  let value: Awaitable<T>;
  try {
    value = work();
  } catch (error) {
    return failed(error);
  }
  return value instanceof Promise ? value.then(done, failed) : done(value);
}
