// How a command ends, as the operating system is told.

export const OK = 0;
/** It was asked rightly and did not work out. */
export const FAILED = 1;
/** It was asked wrongly: settings, commands or options. */
export const MISUSED = 2;
