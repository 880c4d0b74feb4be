// What a resolver is: one way to tell who calls.
import type { Principal } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Presented } from './presented.js';

/**
 * Undefined: this is not mine. A throw or a rejection: it is mine and no good. No two resolvers take the same thing, so their
 * order does not matter.
 */
export type Resolver = (presented: Presented) => Awaitable<Principal> | undefined;
