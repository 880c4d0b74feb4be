// Takes away timeouts too long for a timer, which would else fire at once.

/** setTimeout counts milliseconds in 31 bits; nobody waits 24 days for an answer. */
const LONGEST_MS = 2 ** 31 - 1;
const UNITS_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000 };

/** Removes `grpc-timeout` and `connect-timeout-ms` where they are well-formed and endless; the rest is Connect's to judge. */
export function dropEndlessTimeout(header: Headers): void {
  const grpc = /^(\d{1,8})([HMS])$/.exec(header.get('grpc-timeout') ?? '');
  if (grpc !== null && Number(grpc[1]) * (UNITS_MS[grpc[2] ?? ''] ?? 0) > LONGEST_MS) header.delete('grpc-timeout');
  const connect = /^\d{1,10}$/.exec(header.get('connect-timeout-ms') ?? '');
  if (connect !== null && Number(connect[0]) > LONGEST_MS) header.delete('connect-timeout-ms');
}
