// Credentials kept in memory between calls, as long as the change feed is heard.
import { LRUCache } from 'lru-cache';
import type { Awaitable } from '../kernel/rpc.js';
import type { Change, ChangeFollower } from '../storage/index.js';
import type { Credential } from './credential.js';
import type { CredentialReader } from './reader.js';

export interface CachedReaderDeps {
  readonly reader: CredentialReader;
  /** The most credentials to keep; the least recently used leaves first. */
  readonly entries: number;
  /** Whether every change up to a moment ago has been told; while it is not, every call reads. */
  isHeard(): boolean;
}

/** Drops what a change makes stale, whoever tells of it. */
export type CachedCredentialReader = CredentialReader & Pick<ChangeFollower, 'clear'> & { drop(change: Change): void };

/** `none` keeps that there is no such credential, too, so that made-up ids cost one query each. */
interface Entry {
  readonly credential: Credential | undefined;
}

/** A read under way; `stale` once something it may have read has changed. */
interface Flight {
  readonly answer: Promise<Credential | undefined>;
  stale: boolean;
}

export function cachedCredentialReader({ reader, entries, isHeard }: CachedReaderDeps): CachedCredentialReader {
  /** `app/serviceuser:ID` and `app/organization:ID` to the credentials that lean on them. */
  const leaning = new Map<string, Set<string>>();
  const flights = new Map<string, Flight>();
  const cache = new LRUCache<string, Entry>({
    max: entries,
    dispose: ({ credential }, id) => eachSupport(credential, (key) => remove(leaning, key, id)),
  });

  async function read(id: string): Promise<Credential | undefined> {
    for (;;) {
      const flight = flights.get(id) ?? start(id);
      const credential = await flight.answer;
      if (!flight.stale) return credential;
    }
  }

  function start(id: string): Flight {
    const flight: Flight = { answer: Promise.resolve(reader.find(id)).then(land, lost), stale: false };
    // At one go: a change between leaving the flights and entering the cache would be missed by both.
    function land(credential: Credential | undefined): Credential | undefined {
      flights.delete(id);
      if (!flight.stale) keep(id, credential);
      return credential;
    }
    function lost(error: unknown): never {
      flights.delete(id);
      throw error;
    }
    flights.set(id, flight);
    return flight;
  }

  function keep(id: string, credential: Credential | undefined): void {
    cache.set(id, { credential });
    eachSupport(credential, (key) => add(leaning, key, id));
  }

  function drop({ kind, key }: Change): void {
    if (kind === 'everything') clear();
    if (kind !== 'credential' && kind !== 'object') return;
    for (const [id, flight] of flights) flight.stale ||= kind === 'object' || id === key;
    if (kind === 'credential') cache.delete(key);
    else for (const id of [...(leaning.get(key) ?? [])]) cache.delete(id);
  }

  function clear(): void {
    for (const flight of flights.values()) flight.stale = true;
    cache.clear();
  }

  function find(id: string): Awaitable<Credential | undefined> {
    if (!isHeard()) return reader.find(id);
    const entry = cache.get(id);
    return entry === undefined ? read(id) : entry.credential;
  }

  return { find, renew: (id) => afterDrop(id, { drop, find }), drop, clear };
}

function afterDrop(id: string, { drop, find }: Pick<CachedCredentialReader, 'drop' | 'find'>) {
  drop({ kind: 'credential', key: id });
  return find(id);
}

function eachSupport(credential: Credential | undefined, visit: (key: string) => void): void {
  if (credential === undefined) return;
  visit(`app/serviceuser:${credential.serviceUser.id}`);
  if (credential.organization !== undefined) visit(`app/organization:${credential.organization.id}`);
}

function add(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function remove(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
