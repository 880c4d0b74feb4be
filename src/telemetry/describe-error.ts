// What a log says about an error: a few known members, never whatever else was hung on it.

const DEEPEST_CAUSE = 5;

interface ErrorText {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** SQLSTATE, a system error's name, or our own code. */
  readonly code?: string | number;
  readonly reason?: string;
  readonly cause?: ErrorText;
}

/** Errors may carry requests, headers and rows; only name, message, stack, code, reason and causes are taken. */
export function describeError(error: unknown, depth = 0): ErrorText {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: undefined };
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof reason === 'string' && { reason }),
    ...(error.cause !== undefined && depth < DEEPEST_CAUSE && { cause: describeError(error.cause, depth + 1) }),
  };
}
