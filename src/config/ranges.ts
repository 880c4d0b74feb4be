// Settings that are a number or a duration within bounds.
import { parseDuration } from './duration.js';
import { converted } from './setting.js';

const NO_DURATION = 'is not a duration';
const OUT_OF_RANGE = 'is out of range';

/** Whole seconds, both bounds included. */
export function duration(least: number, most: number) {
  return converted(parseDuration, NO_DURATION).refine((seconds) => seconds >= least && seconds <= most, OUT_OF_RANGE);
}

/** The same, or `off`. */
export function durationOrOff(least: number, most: number) {
  return converted((text) => (text === 'off' ? ('off' as const) : parseDuration(text)), NO_DURATION).refine(
    (value) => value === 'off' || (value >= least && value <= most),
    OUT_OF_RANGE,
  );
}

/** Both bounds included. */
export function wholeNumber(least: number, most: number) {
  return converted((text) => parseWholeNumber(text, least, most), 'is not a whole number in range');
}

/** Undefined for what is none, or out of range. */
export function parseWholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) && text.length <= String(most).length ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
