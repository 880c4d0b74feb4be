// Waits for the operating system, or a supervisor, to ask the process to leave.

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface StopSignal {
  /** Resolves at the first signal. */
  readonly asked: Promise<void>;
  /** Signals do again what they do by default. */
  dispose(): void;
}

/** From now on the first SIGINT or SIGTERM resolves `asked`; a second one ends the process at once. */
export function stopSignal(): StopSignal {
  let ask: () => void;
  const dispose = () => {
    for (const signal of SIGNALS) process.off(signal, ask);
  };
  const asked = new Promise<void>((resolve) => {
    ask = () => {
      dispose();
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, ask);
  });
  return { asked, dispose };
}

/** In a worker: signals are the supervisor's, who says when to leave. A terminal sends them to all of a group. */
export function supervisorAsks(message: string): StopSignal {
  const ignore = () => {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ignore);
  const asked = new Promise<void>((resolve) => {
    process.on('message', (said) => {
      if (said === message) resolve();
    });
  });
  return { asked, dispose: ignore };
}
