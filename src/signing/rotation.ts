// The rules of rotation: from the keys there are to the keys there should be.
import type { AlgorithmName } from './algorithms.js';
import { currentOf, isRetired, type KeyTimes, type SealedKey } from './signing-key.js';

/** Times in milliseconds. */
export interface RotationTerms {
  /** What new keys are for. */
  readonly algorithm: AlgorithmName;
  /** How long a key signs. Undefined: until it is rotated by command. */
  readonly every: number | undefined;
  /** How long a key is published before it signs, so that no verifier ever meets one it could not have fetched. */
  readonly publication: number;
  /** How long a key verifies after it has signed for the last time. */
  readonly overlap: number;
}

/** The keys to keep, and when a new one is to sign; undefined when none is needed. */
export interface Outline<K> {
  readonly kept: readonly K[];
  readonly wanted: number | undefined;
}

/** What the schedule asks for at `now`. `keys` are ordered by activation; those that stay as they are come back as they are. */
export function outline<K extends KeyTimes>(keys: readonly K[], terms: RotationTerms, now: number): Outline<K> {
  const kept = lengthened(
    keys.filter((key) => !isRetired(key, now)),
    terms.overlap,
  );
  const last = kept.at(-1);
  if (last === undefined || last.retiresAt !== undefined) return { kept, wanted: now };
  if (terms.every === undefined || last.activatesAt > now) return { kept, wanted: undefined };
  const end = last.activatesAt + terms.every;
  const due = end - terms.publication <= now;
  return { kept, wanted: due ? Math.max(end, now + terms.publication) : undefined };
}

/** True when the schedule asks for anything to be written. */
export function isDue(keys: readonly KeyTimes[], terms: RotationTerms, now: number): boolean {
  const { kept, wanted } = outline(keys, terms, now);
  return wanted !== undefined || kept.length !== keys.length || kept.some((key, index) => key !== keys[index]);
}

/** `next` becomes the last of the keys; the one before it has an end from now on. */
export function succeeded(keys: readonly SealedKey[], next: SealedKey, overlap: number): readonly SealedKey[] {
  const last = keys.at(-1);
  if (last === undefined) return [next];
  return [...keys.slice(0, -1), { ...last, retiresAt: next.activatesAt + overlap }, next];
}

/** Makes a key that signs from the given time on. */
export type Make = (activatesAt: number) => Promise<SealedKey>;

export interface Moment {
  readonly terms: RotationTerms;
  readonly now: number;
  readonly make: Make;
}

/** The keys after what the schedule asks for. */
export async function scheduled(keys: readonly SealedKey[], moment: Moment): Promise<readonly SealedKey[]> {
  const { terms, now, make } = moment;
  const { kept, wanted } = outline(keys, terms, now);
  if (wanted === undefined) return kept;
  const made = await make(wanted);
  // A last key that has an end was left behind without a successor; it keeps its end.
  return kept.at(-1)?.retiresAt === undefined ? succeeded(kept, made, terms.overlap) : [...kept, made];
}

/**
 * The keys after a rotation by command: a new key is published now and signs as soon as it was published long enough. One that
 * waits already is brought forward; when it is of another algorithm than asked for, it is given up, as it has signed nothing.
 */
export async function rotated(keys: readonly SealedKey[], moment: Moment): Promise<readonly SealedKey[]> {
  const { terms, now, make } = moment;
  const { publication, overlap, algorithm } = terms;
  const { kept, wanted } = outline(keys, { ...terms, every: undefined }, now);
  const last = kept.at(-1);
  if (wanted !== undefined || last === undefined) return scheduled(keys, moment);
  const others = kept.slice(0, -1);
  if (last.activatesAt <= now || others.length === 0)
    return succeeded(kept, await make(Math.max(now, last.activatesAt) + publication), overlap);
  if (last.algorithm !== algorithm) return succeeded(others, await make(now + publication), overlap);
  const earliest = Math.max(now, last.createdAt + publication);
  return succeeded(others, { ...last, activatesAt: Math.min(last.activatesAt, earliest) }, overlap);
}

/**
 * The keys without one that is not to be trusted any more. The one that signs is replaced at once, by the next one when that is
 * published, else by a new one that nobody has seen: better than to go on with the old.
 */
export async function withdrawn(
  keys: readonly SealedKey[],
  kid: string,
  { now, make }: Moment,
): Promise<readonly SealedKey[]> {
  const others = keys.filter((key) => key.kid !== kid);
  const last = others.at(-1);
  if (currentOf(keys, now)?.kid !== kid) return last === undefined ? [] : [...others.slice(0, -1), endless(last)];
  if (last === undefined || last.activatesAt <= now) return [...others, await make(now)];
  return [...others.slice(0, -1), { ...last, activatesAt: now }];
}

function endless(key: SealedKey): SealedKey {
  return key.retiresAt === undefined ? key : { ...key, retiresAt: undefined };
}

/** With every end at least `overlap` after the successor begins to sign, whatever it was when the end was set. */
function lengthened<K extends KeyTimes>(keys: readonly K[], overlap: number): readonly K[] {
  return keys.map((key, index) => {
    const successor = keys[index + 1];
    if (successor === undefined || key.retiresAt === undefined) return key;
    const retiresAt = Math.max(key.retiresAt, successor.activatesAt + overlap);
    return retiresAt === key.retiresAt ? key : { ...key, retiresAt };
  });
}
