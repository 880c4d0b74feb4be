// What travels with one HTTP request from the adapter through Connect to the implementation of the RPC.
import { type ContextValues, createContextKey, createContextValues } from '@connectrpc/connect';
import type { FrontierError } from '../../kernel/errors.js';

export interface Carried {
  readonly peer: string;
  /** Set when the request was understood and the RPC begun. */
  reached: boolean;
  /** What to answer instead of calling the RPC. */
  readonly refusal: FrontierError | undefined;
}

export const carried = createContextKey<Carried>({ peer: '', reached: false, refusal: undefined });

export function carrying(value: Carried): ContextValues {
  return createContextValues().set(carried, value);
}
