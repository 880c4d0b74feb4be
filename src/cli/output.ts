// The only file that writes to standard output and standard error.

/** Where a command answers (`out`) and where it complains and logs (`err`). */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** True when a person reads what goes to `err`. */
  readonly terminal: boolean;
}

export const processOutput: Output = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
};
