// A secret that cannot be printed by accident.
import { inspect } from 'node:util';

/** Wraps a secret so that logs, errors, JSON and template strings show `[redacted]`; `reveal()` is easy to search for. */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
