// Rates as settings have them: `30/1m`, or `off`.
import { parseDuration } from './duration.js';

/** So many within so many seconds. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

const RATE = /^(\d{1,7})\/(\w{1,10})$/;
const LONGEST_SECONDS = 86_400;

/** Undefined when `text` is neither a rate nor `off`. */
export function parseRate(text: string): Rate | 'off' | undefined {
  if (text === 'off') return 'off';
  const [, amount, duration] = RATE.exec(text) ?? [];
  const count = Number(amount);
  const seconds = parseDuration(duration ?? '') ?? 0;
  return count >= 1 && seconds >= 1 && seconds <= LONGEST_SECONDS ? { count, seconds } : undefined;
}
