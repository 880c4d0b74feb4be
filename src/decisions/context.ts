// What callers tell of the circumstances of a question: checked and let go of, for no grant depends on it.
import { z } from 'zod';
import { metadata, parse } from '../kernel/input.js';

const Circumstances = z.object({ context: metadata });

/** Throws invalid_argument for more than 64 KiB of JSON, and for what JSON cannot hold. */
export function checkContext(context: Readonly<Record<string, unknown>> | undefined): void {
  if (context !== undefined) parse(Circumstances, { context });
}
