// The only reader of the process's environment; everything else is handed settings.

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the environment as it is now. */
export function readEnvironment(): Environment {
  return { ...process.env };
}
