// Durations as settings spell them: `90s`, `15m`, `12h`, `30d`, or a plain number of seconds.

const DURATION = /^(\d{1,9})([smhd]?)$/;
const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** Whole seconds; undefined when `text` is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (SECONDS[unit ?? ''] as number);
}
