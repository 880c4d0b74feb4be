// The port that authentication reads credentials through.
import type { Awaitable } from '../kernel/rpc.js';
import type { Credential } from './credential.js';

export interface CredentialReader {
  /**
   * The secret, key, API token or admin token of that id with its service user and organization, all as of one moment; undefined when there is none.
   * Must see every write that was answered before the call. `id` is a UUID. May answer without a promise.
   */
  find(id: string): Awaitable<Credential | undefined>;
  /** The same, read now, past what is kept in memory; left out where nothing is. */
  renew?(id: string): Awaitable<Credential | undefined>;
}
